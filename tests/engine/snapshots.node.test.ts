/** Which earlier states are kept. */
import { expect, test } from 'vitest';
import { snapshots } from '../../src/engine/races/snapshots.ts';

const state = (step: number) => ({ step, weights: {}, state: {} });

test('the first, the last, and others spread between them', () => {
  const kept = snapshots(5);
  for (let step = 0; step <= 160; step += 10) kept.add(state(step));
  expect(kept.steps()).toHaveLength(5);
  expect([kept.steps()[0], kept.steps().at(-1)]).toEqual([0, 160]);
  const gaps = kept
    .steps()
    .slice(1)
    .map((step, index) => step - (kept.steps()[index] ?? 0));
  expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThanOrEqual(8);
  expect(kept.at(160)?.step).toBe(160);
  expect(kept.at(5)).toBeNull();
});

test('a step that is made again replaces what came after it', () => {
  const kept = snapshots(5);
  for (const step of [0, 10, 20]) kept.add(state(step));
  kept.add(state(10));
  expect(kept.steps()).toEqual([0, 10]);
});
