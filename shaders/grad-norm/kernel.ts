/**
 * Norm of all gradients together and the factor that clips it. One dispatch of `gradSquares` per tensor writes partial
 * sums into the tensor's own slot of one buffer; one dispatch of `gradNormFinish` joins all slots.
 * A slot is a multiple of 256 bytes, so that a slot can be bound by its offset.
 */
import { floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import finish from './finish.wgsl?raw';
import nonFinite from './nonFinite.wgsl?raw';
import squares from './squares.wgsl?raw';

export interface GradSquaresShape {
  /** Elements of the tensor. */
  readonly length: number;
}

export interface GradNormShape {
  /** Floats in all slots together: the sum of `slotLength` over the tensors. */
  readonly slots: number;
}

const workgroupSize = 64;
const maxPartials = 16384;
const elementsPerPartial = 64;
/** 256 bytes hold 32 pairs. */
const partialsPerAlignment = 32;

/** Pairs that a tensor is summed into: enough invocations for a wide device, few enough to join quickly. */
function partials(length: number): number {
  const wanted = Math.min(maxPartials, Math.ceil(length / elementsPerPartial));
  return Math.ceil(wanted / partialsPerAlignment) * partialsPerAlignment;
}

/** Floats in the slot of a tensor of `length` elements. */
export const slotLength = (length: number): number => 2 * partials(length);

export const gradSquares: Kernel<GradSquaresShape> = {
  id: 'grad-squares',
  bindings: [
    floats('gradient', 'read', ({ length }) => length),
    floats('partials', 'read_write', ({ length }) => slotLength(length)),
  ],
  code: () => [linearIndex, nonFinite, squares].join('\n'),
  grid: ({ length }) => linearGrid(partials(length), workgroupSize),
};

/** What `gradNormFinish` leaves in `clip`, and the optimizer's kernel reads. */
export const clipIndex = { norm: 0, factor: 1, nonFinite: 2 } as const;
export const clipLength = 3;

/** `limit` is one number, 0 = no clipping. Where a gradient or the loss is not finite, the factor is 0 and the norm means nothing. */
export const gradNormFinish: Kernel<GradNormShape> = {
  id: 'grad-norm-finish',
  bindings: [
    floats('partials', 'read', ({ slots }) => slots),
    floats('limit', 'read', () => 1),
    floats('loss', 'read', () => 1),
    floats('clip', 'read_write', () => clipLength),
  ],
  code: () => [nonFinite, finish].join('\n'),
  grid: () => [1, 1, 1],
};
