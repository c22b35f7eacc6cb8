/**
 * A single weight; rows that are no whole words, vectors, chunks or groups, with one scale in all, in a row, in a group;
 * more rows than a workgroup owns.
 */
import type { QuantizedShape } from './format.ts';

export const quantizedCases: readonly QuantizedShape[] = [
  { rows: 1, inputs: 1, outputs: 1, group: 0 },
  { rows: 1, inputs: 33, outputs: 7, group: 33 },
  { rows: 1, inputs: 127, outputs: 65, group: 32 },
  { rows: 1, inputs: 96, outputs: 5, group: 0 },
  { rows: 1, inputs: 128, outputs: 300, group: 128 },
  { rows: 1, inputs: 256, outputs: 9, group: 96 },
];

/** Each for another format, because each is compiled: tiles cut short in rows, outputs and inputs. */
export const quantizedProductCases = [
  { rows: 1, inputs: 1, outputs: 1, group: 0 },
  { rows: 7, inputs: 100, outputs: 65, group: 32 },
  { rows: 65, inputs: 33, outputs: 7, group: 33 },
  { rows: 300, inputs: 64, outputs: 36, group: 64 },
] as const satisfies readonly QuantizedShape[];
