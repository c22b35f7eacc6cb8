/** Embeddings scaled and placed by fixed waves. The table is the same in every backend. */
import { sinusoid } from '../../domain/core/positions.ts';
import * as tf from '../tf.ts';
import { withGradient } from './withGradient.ts';

/** [T, D], row-major, from double precision. */
export const sinusoidTable = (time: number, width: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: time * width }, (_, i) => sinusoid(Math.floor(i / width), i % width, width));

export function addSinusoids(x: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const factor = Math.sqrt(width);
  return withGradient({
    inputs: [x],
    forward() {
      const scaled = tf.reshape(tf.mul(x, factor), [rows / time, time, width]);
      const waves = tf.tensor(sinusoidTable(time, width), [time, width]);
      return { output: tf.reshape(tf.add(scaled, waves), [rows, width]), saved: [] };
    },
    backward: (gradient) => [tf.mul(gradient, factor)],
  });
}
