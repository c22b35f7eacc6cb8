/** Takes the clip point into the recipe, or says why it cannot be there. */
import { useState } from 'react';
import { clipShares } from '../../../domain/compression/seeing/clipCurve.ts';
import { isEven } from '../../../domain/compression/seeing/clipGrid.ts';
import { recipeWithClip } from '../../../domain/compression/seeing/recipeWithClip.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { percent } from '../../format/numbers.ts';
import type { ClipChoice } from './ClipControls.tsx';
import { useSeeingWords } from './useSeeingWords.ts';

export function UseClip({ choice, at }: { readonly choice: ClipChoice; readonly at: number }) {
  const say = useSeeingWords();
  const { compression } = useActions();
  const recipe = useAppState((state) => state.compression.recipe);
  const [told, setTold] = useState('');
  const { of, choice: grid, granularity, group } = choice;
  const clip = clipShares[at] ?? 1;
  const { bits, symmetric } = grid;
  const usable = of === 'weights' && isEven(grid.method);
  const next =
    recipe === null || !usable ? null : recipeWithClip(recipe, { bits, symmetric, granularity, group, clip });
  const reason = of === 'inputs' ? 'inputs' : isEven(grid.method) ? 'recipe' : 'method';
  return (
    <p className="use-clip">
      <button
        type="button"
        className="button"
        disabled={next === null}
        aria-describedby={next === null ? 'no-clip' : undefined}
        onClick={() => {
          if (next === null) return;
          compression.setRecipe(next.recipe);
          setTold(say(next.kind === 'changed' ? 'clipUsed' : 'clipAdded', { share: percent(clip) }));
        }}
      >
        {say('useClip')}
      </button>
      {next === null ? (
        <span className="small muted" id="no-clip">
          {say(`noClip-${reason}`)}
        </span>
      ) : (
        <span className="small" role="status">
          {told}
        </span>
      )}
    </p>
  );
}
