/** y = x Wᵀ (+ bias) for many rows x and a quantised W. */
import type { Kernel } from '../common/kernel.ts';
import { defaultVariant, type ProductVariant } from '../linear/variants.ts';
import { writtenProduct } from '../linear/written.ts';
import {
  extentOf,
  formatName,
  weightBindings,
  weightsText,
  type QuantizedFormat,
  type QuantizedShape,
} from './format.ts';
import tile from './tile.wgsl?raw';

export const quantizedProduct = (
  format: QuantizedFormat,
  bias: boolean,
  variant: ProductVariant = defaultVariant,
): Kernel<QuantizedShape> =>
  writtenProduct(
    {
      id: `quantized-product ${formatName(format)}`,
      bindings: weightBindings(format),
      text(shape) {
        const members = [...extentOf(format, shape).map((member) => `${member}u`), format.middle];
        return `const extent = Extent(${members.join(', ')});\n${weightsText(format)}${tile}`;
      },
    },
    variant,
    bias,
  );
