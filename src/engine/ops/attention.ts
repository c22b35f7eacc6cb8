/**
 * Scaled dot-product attention on packed queries, keys and values, as stock operations: the form for the CPU and
 * the oracle of the flash kernel. It does build the T×T matrix.
 */
import type { AttentionOptions } from '../../domain/models/ops.ts';
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

/** Finite, so that no kernel ever computes −∞ − (−∞). */
const masked = -1e30;

interface Shape {
  readonly batch: number;
  readonly time: number;
  readonly heads: number;
  readonly headSize: number;
}

function shapeOf(qkv: tf.Tensor, { heads, time }: AttentionOptions): Shape {
  const [rows = 0, columns = 0] = qkv.shape;
  return { batch: rows / time, time, heads, headSize: columns / 3 / heads };
}

/** Part 0 (q), 1 (k) or 2 (v) of packed qkv as [B·H, T, D/H]. */
function part(qkv: tf.Tensor, which: number, { batch, time, heads, headSize }: Shape): tf.Tensor3D {
  const width = heads * headSize;
  const columns = tf.slice(qkv, [0, which * width], [batch * time, width]);
  return tf.reshape(tf.transpose(tf.reshape(columns, [batch, time, heads, headSize]), [0, 2, 1, 3]), [
    batch * heads,
    time,
    headSize,
  ]);
}

/** [B·H, T, D/H] back to [B·T, D]. */
function joinHeads(x: tf.Tensor, { batch, time, heads, headSize }: Shape): tf.Tensor {
  return tf.reshape(tf.transpose(tf.reshape(x, [batch, heads, time, headSize]), [0, 2, 1, 3]), [
    batch * time,
    heads * headSize,
  ]);
}

function splitHeads(x: tf.Tensor, { batch, time, heads, headSize }: Shape): tf.Tensor {
  return tf.reshape(tf.transpose(tf.reshape(x, [batch, time, heads, headSize]), [0, 2, 1, 3]), [
    batch * heads,
    time,
    headSize,
  ]);
}

function causalMask(time: number): tf.Tensor {
  const values = new Float32Array(time * time);
  for (let row = 0; row < time; row++) values.fill(masked, row * time + row + 1, (row + 1) * time);
  return tf.tensor(values, [time, time]);
}

export function compositeAttention(qkv: tf.Tensor, options: AttentionOptions): tf.Tensor {
  const shape = shapeOf(qkv, options);
  const scale = 1 / Math.sqrt(shape.headSize);
  return withGradient({
    inputs: [qkv],
    forward() {
      const scores = tf.matMul(tf.mul(part(qkv, 0, shape), scale), part(qkv, 1, shape), false, true);
      const weights = tf.softmax(tf.add(scores, causalMask(shape.time))); // [B·H, T, T]
      return { output: joinHeads(tf.matMul(weights, part(qkv, 2, shape)), shape), saved: [qkv, weights] };
    },
    backward(gradient, saved) {
      const packed = at(saved, 0);
      const weights = at(saved, 1);
      const forOutput = splitHeads(gradient, shape);
      const forValues = tf.matMul(weights, forOutput, true, false);
      const forWeights = tf.matMul(forOutput, part(packed, 2, shape), false, true);
      const inner = tf.sum(tf.mul(forWeights, weights), -1, true);
      const forScores = tf.mul(tf.mul(weights, tf.sub(forWeights, inner)), scale);
      const forQueries = tf.matMul(forScores, part(packed, 1, shape));
      const forKeys = tf.matMul(forScores, part(packed, 0, shape), true, false);
      return [
        tf.concat(
          [forQueries, forKeys, forValues].map((x) => joinHeads(x, shape)),
          1,
        ),
      ];
    },
  });
}
