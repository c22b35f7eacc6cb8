/** One matrix of the model, looked at in three ways. */
import { useState } from 'react';
import { whyNoSweep } from '../../../state/compression/policy.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { NativeSelect } from '../../primitives/NativeSelect.tsx';
import { Segmented } from '../../primitives/Segmented.tsx';
import { shortMatrix } from '../variantFigures.ts';
import { BitsLens } from './BitsLens.tsx';
import { ClipLens } from './ClipLens.tsx';
import { SeeingFailure, SeeingPanel } from './SeeingPanel.tsx';
import { useAnswer } from './useAnswer.ts';
import { useSeeingWords } from './useSeeingWords.ts';
import { ZerosLens } from './ZerosLens.tsx';

const lenses = { clip: ClipLens, bits: BitsLens, zeros: ZerosLens } as const;
type Lens = keyof typeof lenses;
const views: readonly Lens[] = ['clip', 'bits', 'zeros'];

function Lenses() {
  const say = useSeeingWords();
  const { seeing } = useActions();
  // Pictures are painted anew in the colours of another theme.
  const theme = useAppState((state) => state.preferences.theme);
  const runId = useAppState((state) => state.run.runId);
  // A model in training changes all the time: it is read when a person asks for something else.
  const step = useAppState(({ run }) => (run.phase === 'running' ? -1 : (run.status?.step ?? 0)));
  const held = useAppState((state) => ['working', null].includes(whyNoSweep(state)));
  const { value: matrices, error } = useAnswer(held ? runId : null, () => seeing.matrices());
  const [view, setView] = useState<Lens>('clip');
  const [wanted, setWanted] = useState('');
  const chosen = matrices?.find(({ name }) => name === wanted) ?? matrices?.[0];
  const Lens = lenses[view];
  return (
    <>
      <SeeingFailure error={error} />
      {!held || chosen === undefined || matrices === null ? (
        <p className="muted">{say('noModel')}</p>
      ) : (
        <>
          <div className="seeing-controls">
            <NativeSelect
              label={say('matrix')}
              value={chosen.name}
              options={matrices.map(({ name, rows, columns }) => ({
                id: name,
                name: `${shortMatrix(name)} · ${rows} × ${columns}`,
              }))}
              onChange={setWanted}
            />
            <Segmented
              label={say('view')}
              value={view}
              options={views.map((id) => ({ id, name: say(`view-${id}`) }))}
              onChange={setView}
            />
          </div>
          <Lens key={theme} name={chosen.name} step={step} />
        </>
      )}
    </>
  );
}

export function MatrixLens() {
  const say = useSeeingWords();
  return (
    <SeeingPanel name={say('lens')} hint={say('lensHint')}>
      <Lenses />
    </SeeingPanel>
  );
}
