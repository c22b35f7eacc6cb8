/** The weights of attention, held against what torch's attention makes of the same queries, keys and values. */
import { expect, test } from 'vitest';
import type { AttentionOptions, AttentionPositions } from '../../../src/domain/models/ops.ts';
import { attentionWeights } from '../../../src/domain/xray/attentionWeights.ts';
import { opGoldens } from '../../goldens/goldens.ts';

interface Attributes {
  readonly heads: number;
  readonly time: number;
  readonly keyValueHeads?: number;
  readonly prefix?: number;
  readonly window?: number;
  readonly positions?: AttentionPositions;
}

const cases = opGoldens.filter(({ op }) => op === 'attention');

test('there are goldens of every kind', () => {
  expect(cases.length).toBeGreaterThan(10);
});

test.each(cases.map((golden) => [golden.name, golden] as const))(
  '%s',
  (_name, { attributes, inputs, output, tolerance }) => {
    const { heads, time, keyValueHeads = heads, prefix = 0, window = time } = attributes as unknown as Attributes;
    const { positions = 'none' } = attributes as unknown as Attributes;
    const options: AttentionOptions = { heads, time, keyValueHeads, positions, window, mask: { prefix: () => prefix } };
    const packed = Float32Array.from(inputs['qkv']?.data ?? []);
    const columns = inputs['qkv']?.shape.at(-1) ?? 0;
    const headWidth = columns / (heads + 2 * keyValueHeads);
    const rows = packed.length / columns;
    const mixed: number[] = [];
    for (let start = 0; start < rows; start += time) {
      const sequence = packed.subarray(start * columns, (start + time) * columns);
      const weights = attentionWeights(sequence, options);
      for (let row = 0; row < heads * time; row++) {
        const sum = weights.subarray(row * time, (row + 1) * time).reduce((total, weight) => total + weight, 0);
        expect(sum).toBeCloseTo(1, 5);
      }
      for (let query = 0; query < time; query++) {
        for (let head = 0; head < heads; head++) {
          const valueColumn = (heads + keyValueHeads + Math.floor((head * keyValueHeads) / heads)) * headWidth;
          for (let d = 0; d < headWidth; d++) {
            let value = 0;
            for (let key = 0; key < time; key++) {
              const weight = weights[(head * time + query) * time + key] ?? Number.NaN;
              value += weight * (sequence[key * columns + valueColumn + d] ?? Number.NaN);
            }
            mixed.push(value);
          }
        }
      }
    }
    const largest = Math.max(...output.data.map(Math.abs));
    mixed.forEach((value, i) =>
      expect(Math.abs(value - (output.data[i] ?? Number.NaN)) / largest).toBeLessThan(10 * tolerance),
    );
    expect(mixed).toHaveLength(output.data.length);
  },
);

test('a causal mask leaves nothing of what comes later', () => {
  const weights = attentionWeights(
    Float32Array.from({ length: 5 * 12 }, (_, i) => Math.sin(i)),
    {
      heads: 2,
      time: 5,
      mask: 'causal',
    },
  );
  for (let head = 0; head < 2; head++) {
    for (let query = 0; query < 5; query++) {
      for (let key = query + 1; key < 5; key++) expect(weights[(head * 5 + query) * 5 + key]).toBe(0);
    }
  }
});
