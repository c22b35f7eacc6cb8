/**
 * What a training step tells of every tensor: L2 norms of its gradient (before clipping), of its values (after the update), and
 * of the update itself. Engines report three numbers per tensor, in the order of the model's tensors.
 */

/** In the order in which they are reported. */
export const tensorNormNames = ['gradient', 'parameter', 'update'] as const;

export type TensorNorms = Readonly<Record<(typeof tensorNormNames)[number], number>>;

export const normsPerTensor = tensorNormNames.length;

/** Of one tensor, or of several taken together as one: squares add up. NaN where one was not reported. */
export function normsOf(reported: ArrayLike<number>, tensors: readonly number[]): TensorNorms {
  const joined = (at: number): number =>
    Math.hypot(...tensors.map((tensor) => reported[normsPerTensor * tensor + at] ?? Number.NaN));
  return { gradient: joined(0), parameter: joined(1), update: joined(2) };
}
