/** Earlier states of one member, spread over its way: when there are too many, the one goes whose neighbours are closest. */
import type { TrainingState } from '../train/trainingSession.ts';

export interface Snapshots {
  /** In order. */
  readonly steps: () => readonly number[];
  at(step: number): TrainingState | null;
  add(state: TrainingState): void;
}

/** @param most at least 2: the first and the last always stay */
export function snapshots(most: number): Snapshots {
  let kept: readonly TrainingState[] = [];

  const gapAt = (index: number): number => (kept[index + 1]?.step ?? Infinity) - (kept[index - 1]?.step ?? -Infinity);

  return {
    steps: () => kept.map(({ step }) => step),
    at: (step) => kept.find((state) => state.step === step) ?? null,
    add(state) {
      kept = [...kept.filter(({ step }) => step < state.step), state];
      if (kept.length <= most) return;
      const inner = kept.map((_, index) => index).slice(1, -1);
      const closest = inner.reduce((best, index) => (gapAt(index) < gapAt(best) ? index : best));
      kept = kept.filter((_, index) => index !== closest);
    },
  };
}
