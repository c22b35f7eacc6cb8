/** Size against quality: all variants of the run, and the line of those that no other beats. */
import { useAppState } from '../context/app.tsx';
import { useElementWidth } from '../charts/useElementWidth.ts';
import { KindMark } from './KindMark.tsx';
import { recipeKind, type RecipeKind } from './methodGroups.ts';
import { ParetoChart } from './ParetoChart.tsx';
import { useVariants } from './useVariants.ts';
import { useWords } from './useWords.ts';

/** Until the panel has been measured. */
const usualWidth = 720;
const order: readonly RecipeKind[] = ['quantize', 'prune', 'factorize', 'share', 'train', 'mixed'];

function Legend({ shown }: { readonly shown: ReadonlySet<RecipeKind> }) {
  const say = useWords();
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
        {say('dominated')}
      </li>
    </ul>
  );
}

export function ParetoPanel() {
  const say = useWords();
  const variants = useVariants();
  const selectedId = useAppState((state) => state.compression.selectedId);
  const [box, width] = useElementWidth<HTMLDivElement>();
  const shown = new Set(variants.map(({ recipe }) => recipeKind(recipe)));
  return (
    <section className="panel" aria-labelledby="board-title">
      <header className="panel-head">
        <h2 id="board-title">{say('board')}</h2>
        <span className="muted small">{say('boardHint')}</span>
        <span className="grow" />
        <Legend shown={shown} />
      </header>
      <div ref={box} className="board-box">
        <ParetoChart variants={variants} selectedId={selectedId} width={width || usualWidth} />
      </div>
    </section>
  );
}
