/** When a run ends early, and with which weights. */
import { expect, it } from 'vitest';
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import { earlyStop, type EarlyStop } from '../../src/engine/train/earlyStop.ts';
import type { TrainingState } from '../../src/engine/train/trainingSession.ts';

/** A session whose snapshots are numbered from 1. */
function watched(patience: number): {
  readonly stop: EarlyStop;
  readonly putBack: number[];
  readonly change: (to: number) => void;
} {
  let made = 0;
  let allowed = patience;
  const putBack: number[] = [];
  const stop = earlyStop({
    get config() {
      return { ...defaultConfig, training: { ...defaultConfig.training, patience: allowed } };
    },
    snapshot: () => Promise.resolve({ step: ++made, weights: {}, state: {} }),
    putBack: ({ step }: TrainingState) => Promise.resolve(void putBack.push(step)),
  });
  return { stop, putBack, change: (to) => (allowed = to) };
}

const observeAll = async (stop: EarlyStop, losses: readonly number[]): Promise<boolean[]> => {
  const ends: boolean[] = [];
  for (const loss of losses) ends.push(await stop.observe(loss));
  return ends;
};

it('ends after as many validations in a row as there is patience, with the best weights', async () => {
  const { stop, putBack } = watched(2);
  expect(await observeAll(stop, [3, 2, 2.5, 1.9, 1.9, 2])).toEqual([false, false, false, false, false, true]);
  expect(putBack).toEqual([3]);
});

it('counts what is not a number as no better', async () => {
  const { stop, putBack } = watched(1);
  expect(await observeAll(stop, [3, NaN])).toEqual([false, true]);
  expect(putBack).toEqual([1]);
});

it('never ends without patience, and keeps no copy', async () => {
  const { stop, putBack, change } = watched(0);
  expect(await observeAll(stop, [1, 2, 3, 4])).toEqual([false, false, false, false]);
  // What was seen before it was asked to watch does not count.
  change(1);
  expect(await observeAll(stop, [5, 6])).toEqual([false, true]);
  expect(putBack).toEqual([1]);
});

it('begins anew when somebody goes on', async () => {
  const { stop, putBack } = watched(1);
  await observeAll(stop, [1, 2]);
  stop.reset();
  expect(await observeAll(stop, [3, 4])).toEqual([false, true]);
  expect(putBack).toEqual([1, 2]);
});
