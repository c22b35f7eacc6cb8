/** The weights that a model computes with, from those that are trained: masked, rounded, multiplied out. Differentiable. */
import type { LatentMatrix, LatentPart } from '../../domain/compression/training/latent.ts';
import type { TrainedLevels } from '../../domain/compression/training/contract.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import type { BackendOps } from '../ops/contract.ts';
import type * as tf from '../tf.ts';

export interface Composition {
  readonly matrices: readonly LatentMatrix[];
  readonly levels: TrainedLevels | null;
  /** [inputs, outputs] of a latent tensor as it is at this step, 0 where a weight is gone; null where none is. */
  readonly maskOf: (part: LatentPart) => (() => Float32Array) | null;
  /** Other tensors that stay zero, whatever their gradient, by their name: a mask of zeros. */
  readonly held?: ReadonlyMap<string, () => Float32Array>;
}

/** Of what the movement of a latent tensor is summed in. */
export const scoresOf = (name: string): string => `${name}.scores`;

/** @param latent with scores of some tensors beside them */
export function composeWeights(
  latent: Weights<tf.Tensor>,
  { matrices, levels, maskOf, held }: Composition,
  ops: BackendOps,
): Weights<tf.Tensor> {
  const partOf = (part: LatentPart): tf.Tensor => {
    const mask = maskOf(part);
    const scores = latent[scoresOf(part.name)];
    if (mask && scores) return ops.scored(weight(latent, part.name), scores, ops.input(mask));
    const rounded = levels
      ? ops.fakeQuantize(weight(latent, part.name), levels.gridOf(part.piece.matrix))
      : weight(latent, part.name);
    // Last, because not all levels have a zero.
    return mask ? ops.masked(rounded, ops.input(mask)) : rounded;
  };
  const names = new Set(matrices.flatMap(({ parts }) => parts.flatMap(({ name }) => [name, scoresOf(name)])));
  const others = Object.entries(latent).flatMap(([name, value]) => {
    if (names.has(name)) return [];
    const zeros = held?.get(name);
    return [[name, zeros ? ops.masked(value, ops.input(zeros)) : value]];
  });
  const composed = matrices.map(({ name, parts: [left, right] }) => [
    name,
    right ? ops.linear(partOf(right), partOf(left), null) : partOf(left),
  ]);
  return Object.fromEntries([...others, ...composed]);
}
