/** One row, all rows filled and only some, more rows than a workgroup. */
import type { PairLoss } from './kernel.ts';

export interface PairsCase {
  readonly loss: PairLoss;
  readonly size: number;
  readonly filled: number;
  /** τ or m */
  readonly amount: number;
}

const sizes = [
  { size: 1, filled: 1 },
  { size: 5, filled: 5 },
  { size: 9, filled: 1 },
  { size: 70, filled: 67 },
];

const amounts: Readonly<Record<PairLoss, readonly number[]>> = {
  contrast: [0.05, 1],
  triplet: [0, 0.2, 2],
  margin: [0, 1, 2],
};

export const pairsCases: readonly PairsCase[] = (['contrast', 'triplet', 'margin'] as const).flatMap((loss) =>
  amounts[loss].flatMap((amount) => sizes.map((rows) => ({ loss, amount, ...rows }))),
);
