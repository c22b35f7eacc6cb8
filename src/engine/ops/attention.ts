/**
 * Scaled dot-product attention on packed queries, keys and values, as stock operations: the form for the CPU and
 * the oracle of the flash kernel. It does build the T×T matrix.
 */
import { uniform } from '../../domain/core/random.ts';
import * as tf from '../tf.ts';
import { attentionShape, distanceSlopes, rotaryTable, type ResolvedAttention } from './attentionShape.ts';
import type { BackendAttention } from './contract.ts';
import { at, withGradient } from './withGradient.ts';

/** Finite, so that no kernel ever computes −∞ − (−∞). */
const masked = -1e30;

/** Some columns of a matrix, which hold `heads` heads, as [B·heads, T, D/H]. */
function splitHeads(x: tf.Tensor, heads: number, { batch, time, headWidth }: ResolvedAttention): tf.Tensor {
  return tf.reshape(tf.transpose(tf.reshape(x, [batch, time, heads, headWidth]), [0, 2, 1, 3]), [
    batch * heads,
    time,
    headWidth,
  ]);
}

/** [B·heads, T, D/H] back to [B·T, heads·D/H]. */
function joinHeads(x: tf.Tensor, heads: number, { batch, time, headWidth }: ResolvedAttention): tf.Tensor {
  return tf.reshape(tf.transpose(tf.reshape(x, [batch, heads, time, headWidth]), [0, 2, 1, 3]), [
    batch * time,
    heads * headWidth,
  ]);
}

/** Each head of keys or values once for every head of queries that it serves. */
function shareHeads(x: tf.Tensor, { batch, time, heads, keyValueHeads, headWidth }: ResolvedAttention): tf.Tensor {
  if (heads === keyValueHeads) return x;
  const single = tf.reshape(x, [batch * keyValueHeads, 1, time * headWidth]);
  return tf.reshape(tf.tile(single, [1, heads / keyValueHeads, 1]), [batch * heads, time, headWidth]);
}

function sumShared(x: tf.Tensor, { batch, time, heads, keyValueHeads, headWidth }: ResolvedAttention): tf.Tensor {
  if (heads === keyValueHeads) return x;
  const shared = tf.reshape(x, [batch * keyValueHeads, heads / keyValueHeads, time * headWidth]);
  return tf.reshape(tf.sum(shared, 1), [batch * keyValueHeads, time, headWidth]);
}

/** Features i and i + W/2 turned by the position, or back. */
function turn(x: tf.Tensor, shape: ResolvedAttention, direction: 1 | -1): tf.Tensor {
  if (shape.positions !== 'rope') return x;
  const { time, headWidth } = shape;
  const half = headWidth / 2;
  const table = tf.tensor(rotaryTable(shape), [time, 2, 4 * Math.ceil(headWidth / 4)]);
  const [cosines, sines] = [0, 1].map((part) =>
    tf.reshape(tf.slice(table, [0, part, 0], [time, 1, headWidth]), [time, headWidth]),
  );
  if (!cosines || !sines) throw new Error('attention: a table of two parts has lost one');
  const heads = x.shape[0] ?? 0;
  const partners = tf.concat(
    [tf.slice(x, [0, 0, half], [heads, time, half]), tf.slice(x, [0, 0, 0], [heads, time, half])],
    2,
  );
  return tf.add(tf.mul(x, cosines), tf.mul(partners, tf.mul(sines, direction)));
}

/** Queries, keys and values as [B·H, T, D/H]. */
function parts(qkv: tf.Tensor, shape: ResolvedAttention): readonly [tf.Tensor, tf.Tensor, tf.Tensor] {
  const { batch, time, heads, keyValueHeads, headWidth } = shape;
  const columns = (from: number, count: number): tf.Tensor =>
    splitHeads(tf.slice(qkv, [0, from * headWidth], [batch * time, count * headWidth]), count, shape);
  return [
    turn(columns(0, heads), shape, 1),
    shareHeads(turn(columns(heads, keyValueHeads), shape, 1), shape),
    shareHeads(columns(heads + keyValueHeads, keyValueHeads), shape),
  ];
}

/** What is added to scores [B, H, T, T] before the softmax. */
function bias({ time, heads, prefix, positions, window }: ResolvedAttention): tf.Tensor {
  const seenByAll = prefix?.() ?? 0;
  const slopes = positions === 'alibi' ? distanceSlopes(heads) : Float32Array.of(0);
  const values = new Float32Array(slopes.length * time * time);
  slopes.forEach((slope, head) => {
    for (let row = 0; row < time; row++) {
      for (let key = 0; key < time; key++) {
        const distance = Math.abs(row - key);
        const hidden = (key > row && key >= seenByAll) || distance >= window;
        values[(head * time + row) * time + key] = hidden ? masked : -slope * distance;
      }
    }
  });
  return tf.tensor(values, [slopes.length, time, time]);
}

/** Weights [B·H, T, T], some of them dropped and the others scaled up; gradients go the same way. */
type Dropping = (weights: tf.Tensor) => tf.Tensor;

/** The mask is drawn anew where it is needed, so that nothing of this size is kept for it. */
function droppingOf({ batch, heads, time, dropped }: ResolvedAttention): Dropping {
  if (!dropped) return (weights) => weights;
  const { rate, seed } = dropped;
  const [stream, keep] = [dropped.stream(), 1 / (1 - rate)];
  const shape: [number, number, number] = [batch * heads, time, time];
  return (weights) => {
    const mask = Float32Array.from({ length: weights.size }, (_, i) => (uniform(seed, stream, i) < rate ? 0 : keep));
    return tf.mul(weights, tf.tensor(mask, shape));
  };
}

export function compositeAttention(qkv: tf.Tensor, options: BackendAttention): tf.Tensor {
  const shape = attentionShape(qkv, options);
  const { batch, time, heads, keyValueHeads } = shape;
  const scale = 1 / Math.sqrt(shape.headWidth);
  const drop = droppingOf(shape);
  return withGradient({
    inputs: [qkv],
    forward() {
      const [queries, keys, values] = parts(qkv, shape);
      const scores = tf.matMul(tf.mul(queries, scale), keys, false, true);
      const placed = tf.add(tf.reshape(scores, [batch, heads, time, time]), bias(shape));
      const weights = tf.reshape(tf.softmax(placed), [batch * heads, time, time]);
      return { output: joinHeads(tf.matMul(drop(weights), values), heads, shape), saved: [qkv, weights] };
    },
    backward(gradient, saved) {
      const [queries, keys, values] = parts(at(saved, 0), shape);
      const weights = at(saved, 1);
      const forOutput = splitHeads(gradient, heads, shape);
      const forValues = tf.matMul(drop(weights), forOutput, true, false);
      const forWeights = drop(tf.matMul(forOutput, values, false, true));
      const inner = tf.sum(tf.mul(forWeights, weights), -1, true);
      const forScores = tf.mul(tf.mul(weights, tf.sub(forWeights, inner)), scale);
      const forQueries = turn(tf.matMul(forScores, keys), shape, -1);
      const forKeys = turn(sumShared(tf.matMul(forScores, queries, true, false), shape), shape, -1);
      return [
        tf.concat(
          [
            joinHeads(forQueries, heads, shape),
            joinHeads(forKeys, keyValueHeads, shape),
            joinHeads(sumShared(forValues, shape), keyValueHeads, shape),
          ],
          1,
        ),
      ];
    },
  });
}
