/** The ways in which a layer norm can be computed. All give the same numbers up to rounding. */

export interface LayerNormVariant {
  readonly id: string;
  /** Who sums up a row: one invocation, several through shared memory, or several through subgroups. */
  readonly sums: 'alone' | 'lanes' | 'subgroup';
  /** The gradients of gain and bias are summed over so many shares of the rows at most, which another kernel joins. */
  readonly maxShares: number;
}

/** Without barriers, which software adapters take ten times as long for. */
export const defaultLayerNorm: LayerNormVariant = { id: 'row-per-invocation', sums: 'alone', maxShares: 32 };

export const layerNormVariants: readonly LayerNormVariant[] = [
  defaultLayerNorm,
  { id: 'lanes', sums: 'lanes', maxShares: 32 },
  { id: 'subgroup', sums: 'subgroup', maxShares: 32 },
];
