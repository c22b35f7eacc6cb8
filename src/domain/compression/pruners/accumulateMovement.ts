/** Movement scores of a whole tensor on plain arrays. */
import { numberOps } from '../../core/ops.ts';
import { movementScore } from './movement.ts';

/**
 * The scores after one step of fine-tuning; the input stays as it is.
 * @param weights before the update.
 * @param gradients ∂L/∂W of the step, those of masked weights included.
 */
export const accumulateMovement = (
  scores: Float32Array,
  weights: Float32Array,
  gradients: Float32Array,
  learningRate: number,
): Float32Array =>
  scores.map((score, i) => movementScore(numberOps, score, weights[i] ?? NaN, gradients[i] ?? NaN, learningRate));
