/** What came of trying a recipe's passes in other orders. */
import type { CompressedVariant } from '../../protocol/compression.ts';
import type { AppState } from '../contract.ts';
import { whyNoCompression, type NoCompression } from './policy.ts';

export interface OrdersTried {
  /** In the order in which they were made. */
  readonly variantIds: readonly number[];
  /** Orders that there were to try; fewer were made where time ran out or it was cancelled. */
  readonly of: number;
}

/** After that no further order is begun. */
export const ordersBudgetMs = 10 * 60_000;

export function whyNoOrders(state: AppState): NoCompression | 'one-pass' | null {
  const passes = state.compression.recipe?.passes.length ?? 0;
  return whyNoCompression(state) ?? (passes < 2 ? 'one-pass' : null);
}

/** Best first; those of them that are still there. */
export function rankedOrders({ variants }: AppState['compression'], tried: OrdersTried): readonly CompressedVariant[] {
  return variants
    .filter(({ variantId }) => tried.variantIds.includes(variantId))
    .toSorted((a, b) => a.after.lossNats - b.after.lossNats || a.fileBytes - b.fileBytes);
}
