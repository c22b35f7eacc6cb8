/** Kernels that stand in for each other, and which of them are worth a try where. */
import type { AttentionShape } from '../../../../shaders/flash-attention/kernel.ts';
import {
  attentionVariants,
  defaultAttention,
  type AttentionVariant,
} from '../../../../shaders/flash-attention/variants.ts';
import type { LayerNormShape } from '../../../../shaders/layer-norm/kernel.ts';
import { defaultLayerNorm, layerNormVariants, type LayerNormVariant } from '../../../../shaders/layer-norm/variants.ts';
import type { LinearShape } from '../../../../shaders/linear/backward.ts';
import type { Layout, ProductShape } from '../../../../shaders/linear/kernel.ts';
import { defaultVariant, productVariant, type ProductVariant } from '../../../../shaders/linear/variants.ts';
import { attentionFlops, attentionSubject } from './attentionSubject.ts';
import { layerNormFlops, layerNormSubject } from './layerNormSubject.ts';
import { backwardFlops, backwardSubject, productFlops, productSubject } from './linearSubjects.ts';
import {
  attentionShortlist,
  layerNormShortlist,
  linearShortlist,
  productShortlist,
  type DeviceKind,
} from './shortlist.ts';
import type { Subject } from './subject.ts';

export interface Family<Shape, Variant extends { readonly id: string }> {
  readonly kernel: string;
  /** Shapes of a class have one choice. */
  readonly classOf: (shape: Shape) => string;
  readonly fallback: Variant;
  readonly byId: (id: string) => Variant | null;
  /** What looks best first. */
  readonly shortlist: (shape: Shape, device: DeviceKind) => readonly Variant[];
  readonly flops: (shape: Shape) => number;
  readonly subject: (shape: Shape, variants: readonly Variant[]) => Subject;
}

/** Within a factor of two a choice is good for all; rows that are no multiple of four long are a matter of their own. */
const sizeClass = (size: number): string => `${2 ** Math.ceil(Math.log2(size))}${size % 4 === 0 ? '' : 'x'}`;
const classOf = (...sizes: readonly number[]): string => sizes.map(sizeClass).join(' ');

export function productFamily(layout: Layout, bias: boolean): Family<ProductShape, ProductVariant> {
  return {
    kernel: `product ${layout}${bias ? ' + bias' : ''}`,
    classOf: ({ rows, columns, inner }) => classOf(rows, columns, inner),
    fallback: defaultVariant,
    byId: productVariant,
    shortlist: productShortlist,
    flops: productFlops,
    subject: (shape, variants) => productSubject(layout, bias, shape, variants),
  };
}

export const linearBackwardFamily: Family<LinearShape, ProductVariant> = {
  kernel: 'linear backward',
  classOf: ({ rows, inputs, outputs }) => classOf(rows, inputs, outputs),
  fallback: defaultVariant,
  byId: productVariant,
  shortlist: linearShortlist,
  flops: backwardFlops,
  subject: backwardSubject,
};

export const layerNormFamily: Family<LayerNormShape, LayerNormVariant> = {
  kernel: 'layer norm',
  classOf: ({ kind, rows, width }) => `${classOf(rows, width)}${kind === 'layer' ? '' : ` ${kind}`}`,
  fallback: defaultLayerNorm,
  byId: (id) => layerNormVariants.find((variant) => variant.id === id) ?? null,
  shortlist: layerNormShortlist,
  flops: layerNormFlops,
  subject: layerNormSubject,
};

export const attentionFamily: Family<AttentionShape, AttentionVariant> = {
  kernel: 'attention',
  // The width of a head is compiled into the kernels and decides how much an invocation has to keep.
  classOf: (shape) => {
    const {
      batch,
      time,
      heads,
      headWidth,
      keyValueHeads = heads,
      mask = 'causal',
      positions = 'none',
      window = time,
    } = shape;
    const near = window < time ? [`window ${window}`] : [];
    return [classOf(batch * heads, time), headWidth, keyValueHeads, mask, positions, ...near].join(' ');
  },
  fallback: defaultAttention,
  byId: (id) => attentionVariants.find((variant) => variant.id === id) ?? null,
  shortlist: attentionShortlist,
  flops: attentionFlops,
  subject: attentionSubject,
};
