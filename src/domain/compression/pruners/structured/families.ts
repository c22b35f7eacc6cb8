/** Families of units in layers as most models have them; an architecture names its own tensors. */
import type { Cut, UnitFamily } from './units.ts';

/** Neurons between two matrices: a neuron is a row of the first, an entry of its bias, and a column of the second. */
export const neuronFamily = (
  units: number,
  { into, bias, outOf }: { readonly into: string; readonly bias: string; readonly outOf: string },
): UnitFamily => ({
  units,
  cuts: [
    { tensor: into, axis: 'rows', offset: 0, width: 1 },
    { tensor: bias, axis: 'rows', offset: 0, width: 1 },
    { tensor: outOf, axis: 'columns', offset: 0, width: 1 },
  ],
});

/**
 * Heads over one matrix whose rows are all queries, then all keys, then all values, as GPT-2's `c_attn`.
 * @param size of a head; the matrix has 3·units·size rows.
 */
export function headFamily(
  units: number,
  size: number,
  { fused, bias, outOf }: { readonly fused: string; readonly bias: string; readonly outOf: string },
): UnitFamily {
  const thirds = (tensor: string): readonly Cut[] =>
    [0, 1, 2].map((third) => ({ tensor, axis: 'rows', offset: third * units * size, width: size }));
  return {
    units,
    cuts: [...thirds(fused), ...thirds(bias), { tensor: outOf, axis: 'columns', offset: 0, width: size }],
  };
}
