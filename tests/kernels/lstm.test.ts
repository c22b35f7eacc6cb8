/** The walk of an LSTM layer through time, and back, on the device against plain loops in double precision. */
import { expect, test } from 'vitest';
import { lstmCases } from '../../shaders/lstm/cases.ts';
import { lstmBackward, lstmForward, widestLstm, type LstmShape } from '../../shaders/lstm/kernel.ts';
import { lstmGradientReference, lstmReference } from '../../shaders/lstm/reference.ts';
import { dispatch, run, type Buffers } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const label = ({ batch, time, width }: LstmShape): string => `B ${batch}, T ${time}, H ${width}`;

/** What the device makes of sums of the order of `scale`, and the largest relative errors. */
async function walk(shape: LstmShape, scale: number): Promise<{ actual: Buffers; errors: Record<string, number> }> {
  const { batch, time, width } = shape;
  const sums = normal(4 * batch * time * width, 51, scale);
  const weightHidden = normal(4 * width * width, 52, 1 / Math.sqrt(width));
  const upstream = normal(batch * time * width, 53);
  const inputs: Buffers = { gates: sums, weightHidden, upstream };
  const actual = await run([dispatch(lstmForward, shape), dispatch(lstmBackward, shape)], inputs);
  const forSums = lstmGradientReference(sums, weightHidden, upstream, shape);
  const expected = { ...lstmReference(sums, weightHidden, shape), forSums };
  const errors = Object.entries(expected).map(([name, values]) => [name, relativeError(actual[name], values)] as const);
  return { actual, errors: Object.fromEntries(errors) };
}

function expectSmall(errors: Readonly<Record<string, number>>): void {
  for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(3e-6);
}

test.each(lstmCases.map((shape) => [label(shape), shape] as const))('%s: as the reference', async (_, shape) => {
  expectSmall((await walk(shape, 1)).errors);
});

test('the widest layer fits into the memory of a workgroup', async () => {
  expectSmall((await walk({ batch: 2, time: 2, width: widestLstm }, 1)).errors);
});

test.each([1e-3, 100])('sums of the order of %f: as the reference', async (scale) => {
  expectSmall((await walk({ batch: 2, time: 3, width: 12 }, scale)).errors);
});

test('gates that are shut or open for good: as the reference, and no gradient comes through', async () => {
  const { actual, errors } = await walk({ batch: 2, time: 3, width: 12 }, 1e6);
  const { forSums: _, ...states } = errors;
  expectSmall(states);
  expect(Math.max(...Array.from(actual['forSums'] ?? [NaN], Math.abs))).toBeLessThan(1e-30);
});

test('the values of a batch row are the same whatever other rows are beside it', async () => {
  const [time, width] = [3, 20];
  const sums = normal(5 * time * 4 * width, 54);
  const weightHidden = normal(4 * width * width, 55, 0.2);
  const hiddensOf = async (batch: number): Promise<readonly number[]> => {
    const gates = sums.slice(0, batch * time * 4 * width);
    const { hiddens } = await run([dispatch(lstmForward, { batch, time, width })], { gates, weightHidden });
    return Array.from(hiddens?.slice(0, time * width) ?? []);
  };
  expect(await hiddensOf(5)).toEqual(await hiddensOf(1));
});
