/** Single bytes; rows of whole items, whole words, or neither; tiles cut short in tokens and outputs. */
import type { QuantizedShape } from '../quantized-linear/format.ts';

export const int8Cases: readonly QuantizedShape[] = [
  { rows: 1, inputs: 1, outputs: 1, group: 0 },
  { rows: 1, inputs: 127, outputs: 65, group: 32 },
  { rows: 1, inputs: 128, outputs: 300, group: 128 },
  { rows: 7, inputs: 33, outputs: 65, group: 33 },
  { rows: 65, inputs: 256, outputs: 7, group: 96 },
  { rows: 300, inputs: 36, outputs: 5, group: 32 },
];
