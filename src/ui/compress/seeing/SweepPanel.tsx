/** A grid of recipes of one's own, within a time of one's own. What is done when it is cancelled, or time is up, stays. */
import { useState } from 'react';
import {
  gridMethods,
  gridRecipes,
  type GridScale,
  type SweepGrid,
} from '../../../domain/compression/recipe/gridRecipes.ts';
import { passMethods } from '../../../domain/compression/recipe/passes.ts';
import { whyNoSweep } from '../../../state/compression/policy.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { duration, percent, shortTime, whole } from '../../format/numbers.ts';
import { CheckRow } from './CheckRow.tsx';
import { SeeingPanel } from './SeeingPanel.tsx';
import { useSeeingWords } from './useSeeingWords.ts';
import { WholeField } from './WholeField.tsx';

const allBits = [8, 6, 5, 4, 3, 2] as const;
const allScales: readonly GridScale[] = ['tensor', 'row', 128, 64, 32];
const allSparsities = [0.3, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
/** More is a mistake. */
const mostRecipes = 200;
const [leastSeconds, mostSeconds] = [5, 3600];

const firstGrid: SweepGrid = { methods: ['rtn', 'gptq'], bits: [8, 4, 3], scales: ['row', 32], sparsities: [0.5] };

/** How many recipes are likely to be done; all where nothing is known. */
export function fitting(count: number, seconds: number, paceMs: number | null): number {
  return paceMs === null ? count : Math.min(count, Math.max(1, Math.floor((1000 * seconds) / paceMs)));
}

function Forecast({ count, seconds }: { readonly count: number; readonly seconds: number }) {
  const say = useSeeingWords();
  const paceMs = useAppState((state) => state.compression.paceMs);
  const fit = fitting(count, seconds, paceMs);
  return (
    <span className="small muted" role="status">
      {say('gridCount', { count: whole(count) })}
      {count > mostRecipes && ` · ${say('gridTooMany', { count: mostRecipes })}`}
      {` · ${
        paceMs === null
          ? say('gridUnknown')
          : say('gridTime', { time: duration((count * paceMs) / 1000), each: shortTime(paceMs) })
      }`}
      {fit < count && ` · ${say('gridFit', { count: whole(fit) })}`}
    </span>
  );
}

function Grid() {
  const say = useSeeingWords();
  const { local } = useI18n();
  const { compression } = useActions();
  const why = useAppState(whyNoSweep);
  const rest = useAppState((state) => state.compression.recipe?.rest ?? 'f16');
  const [grid, setGrid] = useState(firstGrid);
  const [seconds, setSeconds] = useState(120);
  const recipes = gridRecipes(grid, rest);
  const { length } = recipes;
  const scaleName = (scale: GridScale): string => (typeof scale === 'number' ? String(scale) : say(`scale-${scale}`));
  const change = (changes: Partial<SweepGrid>): void => setGrid({ ...grid, ...changes });
  return (
    <>
      <CheckRow
        name={say('gridMethods')}
        options={gridMethods}
        chosen={grid.methods}
        text={(id) => local(passMethods[id].name)}
        onChange={(methods) => change({ methods })}
      />
      <CheckRow
        name={say('gridBits')}
        options={allBits}
        chosen={grid.bits}
        text={String}
        onChange={(bits) => change({ bits })}
      />
      <CheckRow
        name={say('gridScales')}
        options={allScales}
        chosen={grid.scales}
        text={scaleName}
        onChange={(scales) => change({ scales })}
      />
      <CheckRow
        name={say('gridSparsities')}
        options={allSparsities}
        chosen={grid.sparsities}
        text={percent}
        onChange={(sparsities) => change({ sparsities })}
      />
      <div className="seeing-controls">
        <WholeField
          name={say('gridSeconds')}
          value={seconds}
          min={leastSeconds}
          max={mostSeconds}
          onChange={setSeconds}
        />
        <button
          type="button"
          className="button"
          disabled={(why !== null && why !== 'working') || length === 0 || length > mostRecipes}
          aria-disabled={why === 'working'}
          onClick={() => void compression.sweep({ recipes, seconds })}
        >
          {say('gridRun')}
        </button>
        <Forecast count={length} seconds={seconds} />
      </div>
    </>
  );
}

export function SweepPanel() {
  const say = useSeeingWords();
  return (
    <SeeingPanel name={say('grid')} hint={say('gridHint')}>
      <Grid />
    </SeeingPanel>
  );
}
