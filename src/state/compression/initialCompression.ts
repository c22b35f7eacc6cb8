/** The lab before anything was done in it. */
import type { ComparisonState, CompressionState } from './contract.ts';

export const noComparison: ComparisonState = { variantId: null, original: [], compressed: [], writing: null };

export const initialCompression: CompressionState = {
  text: null,
  recipe: null,
  problems: [],
  replaced: [],
  past: [],
  future: [],
  variants: [],
  selectedId: null,
  budget: { bytes: null, increase: null },
  working: null,
  paceMs: null,
  orders: null,
  error: null,
  comparison: noComparison,
};

/** Of what there is no more without its model. */
export const withoutVariants = {
  variants: [],
  selectedId: null,
  orders: null,
  error: null,
  comparison: noComparison,
} as const;
