/** The kernels that measure a device do what they are timed for, to the last operation. */
import { expect, test } from 'vitest';
import { arithmeticCases, copyCases, countCases } from '../../shaders/peaks/cases.ts';
import { arithmetic, chains, copy, count, flopsPerRound, repeats } from '../../shaders/peaks/kernel.ts';
import { arithmeticReference } from '../../shaders/peaks/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

test.each(arithmeticCases)('$invocations invocations, $rounds rounds: as the reference', async (shape) => {
  const factors = Float32Array.from([0.9, -0.7, 0.5, 1.01, 0.1, 2, -3, 0.25]);
  const { output } = await run([dispatch(arithmetic, shape)], { rounds: Uint32Array.of(shape.rounds), factors });
  expect(relativeError(output, arithmeticReference(shape, shape.rounds, factors))).toBeLessThan(1e-6);
});

test('what is counted as a round is what the text contains', () => {
  const multiplyAdds = arithmetic.code({ invocations: 1 }).match(/fma\(/g) ?? [];
  expect(multiplyAdds).toHaveLength(chains * repeats);
  expect(flopsPerRound).toBe(2 * 4 * multiplyAdds.length);
});

test.each(copyCases)('$length numbers are copied', async ({ length }) => {
  const input = normal(length, 61);
  const { output } = await run([dispatch(copy, { length })], { input });
  expect(output).toEqual(input);
});

test.each(countCases)('%d dispatches in one pass wait for each other', async (dispatches) => {
  const { counter } = await run(
    Array.from({ length: dispatches }, () => dispatch(count, null)),
    { counter: Uint32Array.of(0) },
  );
  expect(counter?.[0]).toBe(dispatches);
});
