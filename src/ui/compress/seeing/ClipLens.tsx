/** Histogram, levels and clip point of one matrix. The worker tells the whole curve at once, so dragging asks nothing. */
import { useState } from 'react';
import { lookup } from '../../../domain/config/lookup.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useElementWidth } from '../../charts/useElementWidth.ts';
import { whole } from '../../format/numbers.ts';
import { shortMatrix } from '../variantFigures.ts';
import { ClipChart } from './ClipChart.tsx';
import { type ClipChoice, ClipControls } from './ClipControls.tsx';
import { ClipFigures } from './ClipFigures.tsx';
import { SeeingFailure } from './SeeingPanel.tsx';
import { useAnswer } from './useAnswer.ts';
import { UseClip } from './UseClip.tsx';
import { useSeeingWords } from './useSeeingWords.ts';

/** Until the panel has been measured. */
const usualWidth = 720;

const firstChoice: ClipChoice = {
  of: 'weights',
  choice: { method: 'rtn', bits: 4, symmetric: true },
  granularity: 'tensor',
  group: 32,
  index: 0,
};

function Legend({ several }: { readonly several: boolean }) {
  const say = useSeeingWords();
  const marks = ['all', ...(several ? ['group'] : []), 'levels', 'best'] as const;
  const names = { all: 'legendAll', group: 'legendGroup', levels: 'legendLevels', best: 'legendBest' } as const;
  return (
    <ul className="board-legend small muted">
      {marks.map((mark) => (
        <li key={mark}>
          <i className="clip-mark" data-mark={mark} aria-hidden />
          {say(lookup(names, mark) ?? 'legendAll')}
        </li>
      ))}
    </ul>
  );
}

export function ClipLens({ name, step }: { readonly name: string; readonly step: number }) {
  const say = useSeeingWords();
  const { seeing } = useActions();
  const runId = useAppState((state) => state.run.runId);
  const [choice, setChoice] = useState(firstChoice);
  const [at, setAt] = useState(0);
  const [box, width] = useElementWidth<HTMLDivElement>();
  const { value: view, error } = useAnswer(JSON.stringify([runId, step, name, choice]), () =>
    seeing.clip({ name, ...choice }),
  );
  return (
    <>
      <ClipControls
        choice={choice}
        groups={view?.groups ?? 1}
        onChange={(changes) => setChoice({ ...choice, ...changes })}
      />
      <SeeingFailure error={error} />
      <div ref={box} className="clip-box">
        {view === null ? (
          <p className="muted">{say('reading')}</p>
        ) : (
          <ClipChart
            view={view}
            name={shortMatrix(name)}
            choice={choice.choice}
            at={at}
            width={width || usualWidth}
            onMove={setAt}
          />
        )}
      </div>
      {view !== null && (
        <>
          <Legend several={view.groups > 1} />
          <p className="small muted">
            {say('clipHint')} {choice.of === 'inputs' && say('inputsNote', { count: whole(view.rows) })}
          </p>
          <ClipFigures view={view} at={at} onMove={setAt} />
          <UseClip choice={choice} at={at} />
        </>
      )}
    </>
  );
}
