/** Inverted dropout whose mask depends only on (seed, step, site, element): the same on every backend and on resume. */
import { uniform } from '../../domain/core/random.ts';
import * as tf from '../tf.ts';
import type { PerStep } from './contract.ts';
import { at, withGradient } from './withGradient.ts';

export function compositeDropout(x: tf.Tensor, rate: number, seed: number, perStep: PerStep<number>): tf.Tensor {
  const stream = perStep();
  const keep = 1 / (1 - rate);
  return withGradient({
    inputs: [x],
    forward() {
      const values = Float32Array.from({ length: x.size }, (_, i) => (uniform(seed, stream, i) < rate ? 0 : keep));
      const mask = tf.tensor(values, x.shape);
      return { output: tf.mul(x, mask), saved: [mask] };
    },
    backward: (gradient, saved) => [tf.mul(gradient, at(saved, 0))],
  });
}

export function compositeScaled(x: tf.Tensor, perStep: PerStep<number>): tf.Tensor {
  const factor = perStep();
  return withGradient({
    inputs: [x],
    forward: () => ({ output: tf.mul(x, factor), saved: [] }),
    backward: (gradient) => [tf.mul(gradient, factor)],
  });
}
