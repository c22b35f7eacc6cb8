/** From the map to a recipe: chosen by hand or by the map itself, taken into the editor, or run at once beside each other. */
import { useState } from 'react';
import { printRecipe } from '../../../domain/compression/recipe/recipeText.ts';
import { costPerWeight } from '../../../domain/compression/sensitivity/axis.ts';
import { chooseLevels, type ChosenLevels, meanCost, recipeOf } from '../../../domain/compression/sensitivity/choose.ts';
import type { SensitivityMap } from '../../../state/sensitivity/contract.ts';
import { whyNoSweep } from '../../../state/compression/policy.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { Hint } from '../../primitives/Hint.tsx';
import { axisOfMap, meanText, measuredOf, riseText } from './mapFigures.ts';
import { useSensitivityWords } from './useSensitivityWords.ts';

/** Steps of the mean that a person asks for. */
const step = { bits: 0.25, sparsity: 0.05 } as const;
const middle = { bits: 4, sparsity: 0.5 } as const;

const equal = (a: ChosenLevels, b: ChosenLevels): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, level]) => b[name] === level);

function Automatic({ map }: { readonly map: SensitivityMap }) {
  const say = useSensitivityWords();
  const { sensitivity } = useActions();
  const axis = axisOfMap(map);
  const [wanted, setWanted] = useState<number>(middle[axis.key]);
  const [none, setNone] = useState(false);
  const cost = costPerWeight(axis, wanted);
  const choose = (): void => {
    const chosen = chooseLevels(axis, measuredOf(map), cost);
    setNone(chosen === null);
    if (chosen !== null) sensitivity.setPainted(chosen);
  };
  return (
    <div className="paint-automatic">
      <label>
        {say(`mean-${axis.key}`)}
        <input
          type="range"
          min={Math.min(...axis.levels)}
          max={Math.max(...axis.levels)}
          step={step[axis.key]}
          value={wanted}
          aria-valuetext={meanText(say, axis, cost)}
          onChange={(event) => setWanted(event.target.valueAsNumber)}
        />
        <output className="mono">{meanText(say, axis, cost)}</output>
      </label>
      <Hint text={say('automaticHint')}>
        <button type="button" className="button" onClick={choose}>
          {say('automatic')}
        </button>
      </Hint>
      {none && (
        <p className="small muted" role="status">
          {say('noChoice')}
        </p>
      )}
    </div>
  );
}

export function SensitivityPaint({ map }: { readonly map: SensitivityMap }) {
  const say = useSensitivityWords();
  const { sensitivity, compression } = useActions();
  const painted = useAppState((state) => state.sensitivity.painted);
  const rest = useAppState((state) => state.compression.recipe?.rest ?? 'f16');
  const why = useAppState(whyNoSweep);
  const axis = axisOfMap(map);
  const chosen = measuredOf(map).filter(({ name }) => painted[name] !== undefined);
  const mean = meanCost(axis, chosen, painted);
  // For the same matrices, in the same size.
  const suggested = chosen.length === 0 ? null : chooseLevels(axis, chosen, mean);
  const same = suggested !== null && equal(suggested, painted);
  const rise = chosen.reduce((sum, { name, rises }) => sum + (rises.get(painted[name] ?? NaN) ?? NaN), 0);
  const recipe = recipeOf(map.pass, painted, rest);
  const recipes = [recipe, ...(suggested === null || same ? [] : [recipeOf(map.pass, suggested, rest)])];
  return (
    <div className="sensitivity-paint">
      <Automatic key={map.pass.method} map={map} />
      {chosen.length > 0 && (
        <>
          <p className="small" role="status">
            {say('sum', {
              count: chosen.length,
              all: map.matrices.length,
              mean: meanText(say, axis, mean),
              rise: Number.isNaN(rise) ? '?' : riseText(rise),
            })}{' '}
            {same && say('same')}
          </p>
          <div className="paint-buttons">
            <button type="button" className="button" onClick={() => compression.importRecipe(printRecipe(recipe))}>
              {say('take')}
            </button>
            <Hint text={say('compareHint')}>
              <button
                type="button"
                className="button"
                disabled={why !== null && why !== 'working'}
                aria-disabled={why === 'working'}
                onClick={() => void compression.runAll(recipes)}
              >
                {say(recipes.length === 1 ? 'compressSo' : 'compare')}
              </button>
            </Hint>
            <button type="button" className="button quiet" onClick={() => sensitivity.setPainted({})}>
              {say('clear')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}
