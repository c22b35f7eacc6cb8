/** QK-norm: heads of queries and of keys by their root mean squares, as stock operations. Gradient in closed form. */
import type { HeadNormOptions } from '../../domain/models/ops.ts';
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

/** W, the width of a head of a packed matrix. */
export const headWidthOf = (qkv: tf.Tensor, { heads, keyValueHeads }: HeadNormOptions): number =>
  (qkv.shape[1] ?? 0) / (heads + 2 * keyValueHeads);

export function headNorm(
  qkv: tf.Tensor,
  queryGain: tf.Tensor,
  keyGain: tf.Tensor,
  options: HeadNormOptions,
): tf.Tensor {
  const { heads, keyValueHeads, epsilon } = options;
  const [rows = 0] = qkv.shape;
  const width = headWidthOf(qkv, options);
  const counts = [heads, keyValueHeads, keyValueHeads];
  /** Queries, keys and values, each [M, heads, W]. */
  const split = (packed: tf.Tensor): tf.Tensor[] =>
    tf
      .split(
        packed,
        counts.map((count) => count * width),
        1,
      )
      .map((part, i) => tf.reshape(part, [rows, counts[i] ?? 0, width]));
  const join = (parts: readonly tf.Tensor[]): tf.Tensor =>
    tf.concat(
      parts.map((part, i) => tf.reshape(part, [rows, (counts[i] ?? 0) * width])),
      1,
    );
  const inverseOf = (x: tf.Tensor): tf.Tensor => tf.rsqrt(tf.add(tf.mean(tf.mul(x, x), -1, true), epsilon));
  return withGradient({
    inputs: [qkv, queryGain, keyGain],
    forward() {
      const [queries, keys, values] = split(qkv);
      if (!queries || !keys || !values) throw new Error('headNorm: a packed matrix has three parts');
      const normed = (x: tf.Tensor, gain: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, inverseOf(x)), gain);
      return { output: join([normed(queries, queryGain), normed(keys, keyGain), values]), saved: [qkv] };
    },
    backward(gradient, saved) {
      const inputs = split(at(saved, 0));
      const upstream = split(gradient);
      const one = (part: number, gain: tf.Tensor): readonly [input: tf.Tensor, gain: tf.Tensor] => {
        const [x, arriving] = [at(inputs, part), at(upstream, part)];
        const inverse = inverseOf(x);
        const normed = tf.mul(x, inverse);
        const inner = tf.mul(arriving, gain);
        const along = tf.mean(tf.mul(inner, normed), -1, true);
        return [tf.mul(tf.sub(inner, tf.mul(normed, along)), inverse), tf.sum(tf.mul(arriving, normed), [0, 1])];
      };
      const [forQueries, forQueryGain] = one(0, queryGain);
      const [forKeys, forKeyGain] = one(1, keyGain);
      return [join([forQueries, forKeys, at(upstream, 2)]), forQueryGain, forKeyGain];
    },
  });
}
