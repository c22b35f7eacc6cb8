/** Size or time against quality: all variants of the run, and the line of those that no other beats. */
import { useState } from 'react';
import { useAppState } from '../context/app.tsx';
import { useElementWidth } from '../charts/useElementWidth.ts';
import { BudgetFields } from './seeing/BudgetFields.tsx';
import { KindMark } from './KindMark.tsx';
import { recipeKind, type RecipeKind } from './methodGroups.ts';
import { ParetoChart } from './ParetoChart.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { useExecutionWords } from './useExecutionWords.ts';
import { useVariants } from './useVariants.ts';
import { useWords } from './useWords.ts';
import type { Across } from './variantFigures.ts';

/** Until the panel has been measured. */
const usualWidth = 720;
const order: readonly RecipeKind[] = ['quantize', 'prune', 'factorize', 'share', 'inputs', 'train', 'mixed'];

function Legend({ shown, across }: { readonly shown: ReadonlySet<RecipeKind>; readonly across: Across }) {
  const say = useWords();
  const sayExecution = useExecutionWords();
  return (
    <ul className="board-legend small muted">
      {order
        .filter((kind) => shown.has(kind))
        .map((kind) => (
          <li key={kind}>
            <svg className="kind-mark" viewBox="-8 -8 16 16" aria-hidden data-front>
              <KindMark kind={kind} />
            </svg>
            {say(`kind-${kind}`)}
          </li>
        ))}
      <li>
        <svg className="kind-mark" viewBox="-8 -8 16 16" aria-hidden>
          <KindMark kind="quantize" />
        </svg>
        {sayExecution(`beaten-${across}`)}
      </li>
    </ul>
  );
}

export function ParetoPanel() {
  const say = useWords();
  const variants = useVariants();
  const selectedId = useAppState((state) => state.compression.selectedId);
  const budget = useAppState((state) => state.compression.budget);
  const sayExecution = useExecutionWords();
  const [across, setAcross] = useState<Across>('bytes');
  const [box, width] = useElementWidth<HTMLDivElement>();
  const shown = new Set(variants.map(({ recipe }) => recipeKind(recipe)));
  return (
    <section className="panel" aria-labelledby="board-title">
      <header className="panel-head">
        <h2 id="board-title">{say('board')}</h2>
        <span className="muted small">{say('boardHint')}</span>
        <span className="grow" />
        <Segmented
          label={sayExecution('boardAcross')}
          value={across}
          options={(['bytes', 'time'] as const).map((id) => ({ id, name: sayExecution(`across-${id}`) }))}
          onChange={setAcross}
        />
        <Legend shown={shown} across={across} />
      </header>
      <div ref={box} className="board-box">
        <ParetoChart
          variants={variants}
          selectedId={selectedId}
          budget={budget}
          width={width || usualWidth}
          across={across}
        />
      </div>
      <BudgetFields variants={variants} budget={budget} />
    </section>
  );
}
