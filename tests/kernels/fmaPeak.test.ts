/** The kernel that measures a device's peak must do the work that it is credited with. */
import { expect, test } from 'vitest';
import { peakCases } from '../../shaders/fma-peak/cases.ts';
import { fmaPeak } from '../../shaders/fma-peak/kernel.ts';
import { peakReference } from '../../shaders/fma-peak/reference.ts';
import { dispatch, run } from './harness.ts';
import { relativeError } from './numbers.ts';

test.each(peakCases)('$workgroups workgroups, $rounds rounds: as the reference', async (shape) => {
  const input = new Float32Array([0.75, 0.5]);
  const { output } = await run([dispatch(fmaPeak, shape)], { input });
  expect(relativeError(output, peakReference(0.75, 0.5, shape))).toBeLessThan(1e-6);
});
