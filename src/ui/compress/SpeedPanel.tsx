/** Whether fewer bytes mean less time on this device: measured at the touch of a button, and said in words. */
import { useState } from 'react';
import type { SpeedReport } from '../../protocol/execution.ts';
import { whyNoSweep } from '../../state/compression/policy.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { bytes } from '../format/numbers.ts';
import { BusyButton } from '../panels/engine/BusyButton.tsx';
import { MeasureIcon } from '../primitives/icons.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import { savingsOf, wholeToken } from './speedFigures.ts';
import { Measuring } from './Measuring.tsx';
import { SpeedTable } from './SpeedTable.tsx';
import { useExecutionWords } from './useExecutionWords.ts';
import { shortMatrix } from './variantFigures.ts';

const usualRounds = 5;
const all = 'all';

function Verdict({ report, shown }: { readonly report: SpeedReport; readonly shown: ReturnType<typeof wholeToken> }) {
  const say = useExecutionWords();
  const { language } = useI18n();
  const savings = savingsOf(shown);
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const spared = savings.bytes.length + savings.slower.length > 0;
  const why = report.machine === 'arrays' ? 'arrays' : report.software ? 'software' : 'webgpu';
  return (
    <>
      <ul className="speed-said">
        {(['both', 'bytes', 'slower'] as const)
          .filter((saving) => savings[saving].length > 0)
          .map((saving) => (
            <li key={saving}>
              {say(`said-${saving}`, { ways: list.format(savings[saving].map((way) => say(`way-${way}`))) })}
            </li>
          ))}
      </ul>
      <p className="speed-why">
        {spared ? say(`why-${why}`, { size: bytes(wholeToken(report.shapes)[0]?.bytes ?? NaN) }) : say('whyBoth')}
      </p>
    </>
  );
}

function Report({ report }: { readonly report: SpeedReport }) {
  const say = useExecutionWords();
  const [chosen, choose] = useState(all);
  const { shapes } = report;
  const shape = shapes.find(({ inputs, outputs }) => `${outputs} ${inputs}` === chosen) ?? null;
  const times = shape?.times ?? wholeToken(shapes);
  return (
    <>
      <div className="speed-choice">
        <Segmented
          label={say('speedOf')}
          value={shape === null ? all : chosen}
          options={[
            { id: all, name: say('wholeToken') },
            ...shapes.map(({ inputs, outputs }) => ({
              id: `${outputs} ${inputs}`,
              name: say('shapeName', { outputs, inputs }),
            })),
          ]}
          onChange={choose}
        />
        {shape !== null && (
          <p className="small muted">
            {say('shapeTitle', {
              count: shape.names.length,
              outputs: shape.outputs,
              inputs: shape.inputs,
              names: shape.names.map(shortMatrix).join(', '),
            })}
          </p>
        )}
      </div>
      <SpeedTable times={times} rank={shape?.rank ?? null} />
      <Verdict report={report} shown={times} />
    </>
  );
}

export function SpeedPanel() {
  const say = useExecutionWords();
  const { speed } = useActions();
  const { report, progress, measuring } = useAppState((state) => state.speed);
  const why = useAppState(whyNoSweep);
  const busy = progress !== null;
  return (
    <section className="panel speed-panel" aria-labelledby="speed-title">
      <header className="panel-head">
        <h2 id="speed-title">{say('speed')}</h2>
        <span className="muted small truncate">{say('speedHint')}</span>
        <span className="grow" />
        <BusyButton
          icon={MeasureIcon}
          busy={measuring === 'products'}
          able={why === null && !busy}
          onClick={() => void speed.measure()}
        >
          {say(report === null ? 'speedRun' : 'speedAgain')}
        </BusyButton>
      </header>
      <Measuring what="products" />
      {report === null ? (
        <p className="muted small speed-about">{say('speedAbout', { rounds: usualRounds })}</p>
      ) : (
        <Report report={report} />
      )}
    </section>
  );
}
