/** What is said about a step that is measured against its limit. */
import { expect, test } from 'vitest';
import type { StepLimit } from '../../src/domain/limits/roofline.ts';
import { limitVerdict } from '../../src/ui/panels/engine/limitVerdict.ts';

const limit = (bound: StepLimit['bound']): StepLimit => ({
  arithmeticMs: 3,
  bandwidthMs: 3,
  dispatchMs: 1,
  roofMs: 3,
  limitMs: 4,
  bound,
});

test.each([
  ['arithmetic', 10, 2, 'limitBound-arithmetic'],
  ['bandwidth', 10, null, 'limitBound-bandwidth'],
  ['dispatch', 10, 4, 'limitBound-dispatch'],
  ['dispatch', 10, 6, 'limitHost'],
  ['bandwidth', 21, 4, 'limitFar'],
  ['bandwidth', 3.9, null, 'limitBound-bandwidth'],
  ['bandwidth', 3, null, 'limitFaster'],
] as const)('bound by %s, %d ms of which %s on the host: %s', (bound, stepMs, hostMs, verdict) => {
  expect(limitVerdict(limit(bound), { stepMs, hostMs })).toBe(verdict);
});
