/** Matrices of several pieces of a file, whose borders fall into the middle of rows, side by side with others. */
import { expect, test } from 'vitest';
import { assemble, type Part } from '../../../../src/domain/files/hugging-face/parts.ts';
import type { StoredTensor } from '../../../../src/domain/files/hugging-face/tensorIndex.ts';
import { blobSource } from '../../../../src/domain/files/ranges/blobSource.ts';

test('a matrix is put together from transposed, plain and absent parts, piece by piece', async () => {
  const [rows, plain, transposed, zeros] = [1500, 1001, 999, 3];
  const stored = (values: Float32Array<ArrayBuffer>, shape: readonly number[]): StoredTensor => {
    const source = blobSource(new Blob([values]));
    return { file: 'f', source, dtype: 'F32', shape, start: 0, stop: source.size };
  };
  // Each value tells its place; all are exact in f32.
  const index = new Map([
    [
      'plain',
      stored(
        Float32Array.from({ length: rows * plain }, (_, i) => i),
        [rows, plain],
      ),
    ],
    [
      'transposed',
      stored(
        Float32Array.from({ length: rows * transposed }, (_, i) => -i),
        [transposed, rows],
      ),
    ],
  ]);
  const parts: readonly Part[] = [
    { name: 'transposed', columns: transposed, transposed: true },
    { name: null, columns: zeros, transposed: true },
    { name: 'plain', columns: plain, transposed: false },
  ];
  const width = transposed + zeros + plain;
  const spec = { name: 'ours', shape: [rows, width], init: { kind: 'constant', value: 0 }, decay: true } as const;
  const values = await assemble(spec, parts, index);
  const expected = Float32Array.from({ length: rows * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    if (column < transposed) return -(column * rows + row);
    return column < transposed + zeros ? 0 : row * plain + column - transposed - zeros;
  });
  expect(values.length).toBe(expected.length);
  // -0 is 0 here.
  expect(values.findIndex((value, i) => value !== expected[i])).toBe(-1);
});
