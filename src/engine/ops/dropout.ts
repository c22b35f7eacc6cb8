/** Inverted dropout whose mask depends only on (seed, step, site, element): the same on every backend and on resume. */
import { mix32, random32, streams } from '../../domain/core/random.ts';
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

/** The random stream of one dropout site at one step. */
export function dropoutStream(step: number, site: number): number {
  return mix32(mix32(streams.dropout + site) + step);
}

/** Elements whose random number is below this are dropped. */
export const dropoutThreshold = (rate: number): number => Math.round(rate * 0x100000000);

export function compositeDropout(x: tf.Tensor, rate: number, seed: number, stream: number): tf.Tensor {
  const threshold = dropoutThreshold(rate);
  const keep = 1 / (1 - rate);
  return withGradient({
    inputs: [x],
    forward() {
      const values = Float32Array.from({ length: x.size }, (_, i) => (random32(seed, stream, i) < threshold ? 0 : keep));
      const mask = tf.tensor(values, x.shape);
      return { output: tf.mul(x, mask), saved: [mask] };
    },
    backward: (gradient, saved) => [tf.mul(gradient, at(saved, 0))],
  });
}
