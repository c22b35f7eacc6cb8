/** Where a variant goes wrong: measured when a person asks for it, kept as long as the variant is looked at. */
import { useState } from 'react';
import type { ErrorReport } from '../../../domain/core/errors.ts';
import type { CompressedVariant } from '../../../protocol/compression.ts';
import type { LayerErrors } from '../../../protocol/seeing.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useElementWidth } from '../../charts/useElementWidth.ts';
import { percent, whole } from '../../format/numbers.ts';
import { EstimatedProgress } from '../../panels/engine/EstimatedProgress.tsx';
import { useWords } from '../useWords.ts';
import { shortMatrix } from '../variantFigures.ts';
import { DepthChart } from './DepthChart.tsx';
import { SeeingFailure, SeeingPanel } from './SeeingPanel.tsx';
import { useSeeingWords } from './useSeeingWords.ts';

/** Until the panel has been measured. */
const usualWidth = 720;
const lines = ['own', 'accumulated'] as const;

function Errors({ errors: { layers, tokens } }: { readonly errors: LayerErrors }) {
  const say = useSeeingWords();
  const [box, width] = useElementWidth<HTMLDivElement>();
  const worst = layers.toSorted((a, b) => b.own - a.own)[0];
  return (
    <>
      {worst !== undefined && (
        <p className="small">
          {say('depthWorst', {
            accumulated: percent(layers.at(-1)?.accumulated ?? 0),
            own: percent(worst.own),
            name: shortMatrix(worst.name),
          })}
        </p>
      )}
      <ul className="board-legend small muted">
        {lines.map((line) => (
          <li key={line}>
            <svg className="depth-key depth-line" data-line={line} viewBox="0 0 28 10" aria-hidden>
              <path d="M0 5H28" />
              {line === 'own' ? <circle cx={14} cy={5} r={3} /> : <rect x={11} y={2} width={6} height={6} />}
            </svg>
            {say(line)}
          </li>
        ))}
      </ul>
      <div ref={box} className="clip-box">
        <DepthChart layers={layers} width={width || usualWidth} />
      </div>
      <div className="table-box scroll depth-table" tabIndex={0} role="group" aria-label={say('depth')}>
        <table className="numbers matrices">
          <thead>
            <tr>
              <th scope="col">{say('matrix')}</th>
              {lines.map((line) => (
                <th key={line} scope="col">
                  {say(line)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {layers.map(({ name, own, accumulated }) => (
              <tr key={name}>
                <th scope="row" className="mono">
                  {shortMatrix(name)}
                </th>
                <td>{percent(own)}</td>
                <td>{percent(accumulated)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="small muted">{say('depthNote', { tokens: whole(tokens) })}</p>
    </>
  );
}

function Depth({ variant: { variantId, step: madeAt } }: { readonly variant: CompressedVariant }) {
  const say = useSeeingWords();
  const sayLab = useWords();
  const { seeing } = useActions();
  const step = useAppState((state) => state.run.status?.step ?? 0);
  const [errors, setErrors] = useState<LayerErrors | null>(null);
  const [error, setError] = useState<ErrorReport | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const measure = async (): Promise<void> => {
    setShare(0);
    setError(null);
    const answer = await seeing.layers(variantId, setShare);
    setShare(null);
    if ('error' in answer) setError(answer.error);
    else if (answer.value !== null) setErrors(answer.value);
  };
  return (
    <>
      <div className="seeing-controls">
        <button
          type="button"
          className="button"
          aria-busy={share !== null}
          onClick={() => void (share === null ? measure() : seeing.cancel())}
        >
          {say(share === null ? 'measureDepth' : 'cancel')}
        </button>
        {step !== madeAt && <span className="small warn-text">{sayLab('trainedOn', { step: whole(madeAt) })}</span>}
      </div>
      {share !== null && <EstimatedProgress words={say('measuring')} share={share} />}
      <SeeingFailure error={error} />
      {errors !== null && <Errors errors={errors} />}
    </>
  );
}

export function DepthPanel({ variant }: { readonly variant: CompressedVariant }) {
  const say = useSeeingWords();
  return (
    <SeeingPanel name={say('depth')} hint={say('depthHint')}>
      <Depth key={variant.variantId} variant={variant} />
    </SeeingPanel>
  );
}
