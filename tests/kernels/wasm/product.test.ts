/** Matrix products in every layout, over sizes that fill no tile, panel or depth. */
import { describe, expect, test } from 'vitest';
import { normal, relativeError } from '../numbers.ts';
import { machines, out } from './harness.ts';

interface Shape {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

const shapes: readonly Shape[] = [
  { m: 1, k: 1, n: 1 },
  { m: 3, k: 7, n: 5 },
  { m: 4, k: 8, n: 8 },
  { m: 5, k: 64, n: 9 },
  { m: 33, k: 257, n: 65 },
  { m: 65, k: 3, n: 33 },
  { m: 2, k: 600, n: 17 },
  { m: 6, k: 1, n: 2100 },
];

const layouts = ['NN', 'NT', 'TN'] as const;

/** Strides in bytes of a matrix of that many rows and columns, stored as it is or transposed. */
const strides = (isTransposed: boolean, rows: number, columns: number): readonly [number, number] =>
  isTransposed ? [4, 4 * rows] : [4 * columns, 4];

const all = await machines();

describe.each(all)('$name', ({ run, kernels }) => {
  const scratchBytes = Number(kernels.productScratch.value);

  test.each(shapes.flatMap((shape) => layouts.map((layout) => ({ ...shape, layout }))))(
    '$layout, $m × $k × $n',
    ({ m, k, n, layout }) => {
      const a = normal(m * k, 1);
      const b = normal(k * n, 2);
      const bias = normal(n, 3);
      const start = normal(m * n, 4);
      const [aRow, aColumn] = strides(layout === 'TN', m, k);
      const [bRow, bColumn] = strides(layout === 'NT', k, n);
      const plain = new Float64Array(m * n);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let s = 0; s < k; s++) {
            sum += (a[(i * aRow + s * aColumn) / 4] ?? NaN) * (b[(s * bRow + j * bColumn) / 4] ?? NaN);
          }
          plain[i * n + j] = sum;
        }
      }
      const tolerance = 2e-7 * Math.sqrt(k) + 1e-7;
      for (const byRows of [0, 1]) {
        const units = byRows ? Math.ceil(m / 4) : Math.ceil(n / 8);
        const product = (
          output: ReturnType<typeof out>,
          biasArgument: Float32Array | number,
          mode: number,
        ): Float32Array | undefined =>
          run({
            kernel: 'product',
            args: [a, aRow, aColumn, b, bRow, bColumn, output, 4 * n, m, k, n, biasArgument, mode, byRows],
            units,
            scratchBytes,
          })[0];
        expect(relativeError(product(out(m * n), 0, 0), plain)).toBeLessThan(tolerance);
        const withBias = plain.map((value, i) => value + (bias[i % n] ?? NaN));
        expect(relativeError(product(out(m * n), bias, 0), withBias), 'bias').toBeLessThan(tolerance);
        // Adding to what is there cannot be done twice over the same memory, so the parts are compared in the first mode.
        const added = plain.map((value, i) => value + (start[i] ?? NaN));
        expect(relativeError(product(out(m * n, start), 0, 1), added), 'accumulate').toBeLessThan(tolerance);
      }
    },
  );

  test('without inner steps the product is the bias, or nothing', () => {
    const bias = normal(9, 1);
    const empty = new Float32Array(1);
    const args = (added: Float32Array | number) => [empty, 4, 4, empty, 4, 4, out(18), 36, 2, 0, 9, added, 0, 1];
    const request = { kernel: 'product', units: 1, scratchBytes } as const;
    expect(run({ ...request, args: args(0) })[0]).toEqual(new Float32Array(18));
    expect(run({ ...request, args: args(bias) })[0]).toEqual(new Float32Array([...bias, ...bias]));
  });
});
