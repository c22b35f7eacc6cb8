/** What the tests of recurrent layers ask of each of them. */
import { expect, test } from 'vitest';
import { widestLayer, type RecurrentShape } from '../../shaders/common/recurrent/layer.ts';
import type { Buffers } from './harness.ts';
import { relativeError } from './numbers.ts';

export interface Walk {
  readonly actual: Buffers;
  readonly expected: Readonly<Record<string, Float64Array>>;
}

export interface RecurrentTests {
  readonly cases: readonly RecurrentShape[];
  /** Sizes of sums, beside 1, for which gradients keep their digits. */
  readonly scales: readonly number[];
  /** What the device makes of sums of the order of `scale`, and what is expected of it, there and back. */
  readonly walk: (shape: RecurrentShape, scale: number) => Promise<Walk>;
  /** Hidden states of the first `batch` rows of a fixed input. */
  readonly hiddensOf: (batch: number, time: number, width: number) => Promise<Buffers[string] | undefined>;
}

const label = ({ batch, time, width }: RecurrentShape): string => `B ${batch}, T ${time}, H ${width}`;

function expectSame({ actual, expected }: Walk, names = Object.keys(expected)): void {
  for (const name of names) expect(relativeError(actual[name], expected[name] ?? []), name).toBeLessThan(3e-6);
}

export function testRecurrent({ cases, scales, walk, hiddensOf }: RecurrentTests): void {
  test.each(cases.map((shape) => [label(shape), shape] as const))('%s: as the reference', async (_, shape) => {
    expectSame(await walk(shape, 1));
  });

  test('the widest layer fits into the memory of a workgroup', async () => {
    expectSame(await walk({ batch: 2, time: 2, width: widestLayer }, 1));
  });

  test.each(scales)('sums of the order of %f: as the reference', async (scale) => {
    expectSame(await walk({ batch: 2, time: 3, width: 12 }, scale));
  });

  test('nonlinearities at their ends for good: as the reference, and no gradient comes through', async () => {
    const { actual, expected } = await walk({ batch: 2, time: 3, width: 12 }, 1e6);
    const gradients = Object.keys(expected).filter((name) => name.startsWith('for'));
    expectSame(
      { actual, expected },
      Object.keys(expected).filter((name) => !gradients.includes(name)),
    );
    for (const name of gradients) {
      expect(Math.max(...Array.from(actual[name] ?? [NaN], Math.abs)), name).toBeLessThan(1e-30);
    }
  });

  test('the values of a batch row are the same whatever other rows are beside it', async () => {
    const [time, width] = [3, 20];
    const firstRow = async (batch: number): Promise<readonly number[]> =>
      Array.from((await hiddensOf(batch, time, width)) ?? []).slice(0, time * width);
    expect(await firstRow(5)).toEqual(await firstRow(1));
  });
}
