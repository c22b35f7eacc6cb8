/** The layer between the two of a block's feed-forward part: how wide it is, and its activation. */
import { geluRow, reluRow, swigluRow } from '../vector.ts';
import type { Activation } from '../ops.ts';
import type { TransformerSettings } from './definition.ts';

type Sized = Pick<TransformerSettings, 'width' | 'activation'>;

/**
 * F, columns that the second layer reads: 4D; with gates, which are a third matrix, 8D/3 as in LLaMA, so that there are as
 * many weights, rounded up to a multiple of 8.
 */
export const hiddenColumns = ({ width, activation }: Sized): number =>
  activation === 'swiglu' ? 8 * Math.ceil(width / 3) : 4 * width;

/** Columns that the first layer writes: gates and values side by side, or what is activated. */
export const innerColumns = (settings: Sized): number =>
  settings.activation === 'swiglu' ? 2 * hiddenColumns(settings) : hiddenColumns(settings);

/** One row of innerColumns, which is used up; a view of it with hiddenColumns is what comes out. */
export function activateRow(activation: Activation, x: Float32Array): Float32Array {
  switch (activation) {
    case 'gelu':
      return geluRow(x);
    case 'relu':
      return reluRow(x, 1);
    case 'relu2':
      return reluRow(x, 2);
    case 'swiglu':
      return swigluRow(x);
  }
}
