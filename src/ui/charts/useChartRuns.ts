/** The runs that the charts draw: all visible ones, or only the selected one when the overlay is off. */
import { useMemo } from 'react';
import { resolve } from '../../domain/config/resolve.ts';
import type { RunRecord, XAxis } from '../../state/contract.ts';
import { dataKey } from '../../state/dataKey.ts';
import { useAppState } from '../context/app.tsx';

export interface ChartRun {
  readonly id: string;
  readonly name: string;
  readonly colour: number;
  readonly selected: boolean;
  readonly totalSteps: number;
  readonly tokensPerStep: number;
  readonly flags: RunRecord['flags'];
}

function tokensPerStep({ config }: RunRecord): number {
  const { model } = resolve(config);
  return config.training.batchSize * model.definition.context(model.settings);
}

/** Losses on other texts or other tokens measure something else; on one axis they would only mislead. */
export const isComparable = (a: RunRecord, b: RunRecord | undefined): boolean =>
  b === undefined || dataKey(a.config.data) === dataKey(b.config.data);

/** The selected run last, so that it is drawn on top. */
export function useChartRuns(): readonly ChartRun[] {
  const list = useAppState((state) => state.runs.list);
  const selectedId = useAppState((state) => state.runs.selectedId);
  const overlay = useAppState((state) => state.runs.overlay);
  return useMemo(() => {
    const selected = list.find(({ id }) => id === selectedId);
    return list
      .filter((record) => record.id === selectedId || (overlay && record.visible && isComparable(record, selected)))
      .map((record) => ({
        id: record.id,
        name: record.name,
        colour: record.colour,
        selected: record.id === selectedId,
        totalSteps: record.totalSteps,
        tokensPerStep: tokensPerStep(record),
        flags: record.flags,
      }))
      .toSorted((a, b) => Number(a.selected) - Number(b.selected));
  }, [list, selectedId, overlay]);
}

/** Last x of the planned runs; seconds cannot be known before they have passed, so the measured rate is continued. */
export function plannedEnd(runs: readonly ChartRun[], axis: XAxis, secondsPerStep: (run: ChartRun) => number): number {
  const ends = runs.map((run) => {
    if (axis === 'step') return run.totalSteps;
    return run.totalSteps * (axis === 'tokens' ? run.tokensPerStep : secondsPerStep(run));
  });
  return Math.max(0, ...ends.filter(Number.isFinite));
}
