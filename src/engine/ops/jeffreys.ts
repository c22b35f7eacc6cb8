/** Jeffreys divergence of two sets of logits on plain arrays: for CPU and WASM. Targets of −1 do not count. */
import * as tf from '../tf.ts';
import type { PerStep } from './contract.ts';
import { at, withGradient } from './withGradient.ts';

export function jeffreys(a: tf.Tensor, b: tf.Tensor, targets: tf.Tensor, perStep: PerStep<number>): tf.Tensor {
  return withGradient({
    inputs: [a, b],
    forward() {
      const scale = perStep();
      const [ours, theirs, chosen] = [a, b, targets].map((tensor) => tensor.dataSync());
      const vocabulary = a.shape[1] ?? 0;
      const slopes = [new Float32Array(a.size), new Float32Array(b.size)] as const;
      let total = 0;
      for (const [row, target] of Array.from(chosen ?? []).entries()) {
        if (target < 0) continue;
        const [first, end] = [row * vocabulary, (row + 1) * vocabulary];
        const p = logProbabilities(Float64Array.from((ours ?? []).slice(first, end)));
        const q = logProbabilities(Float64Array.from((theirs ?? []).slice(first, end)));
        const [forward, backward] = [divergence(p, q), divergence(q, p)];
        total += forward + backward;
        for (let v = 0; v < vocabulary; v++) {
          const [own, other] = [p[v] ?? Number.NaN, q[v] ?? Number.NaN];
          const gap = Math.exp(own) - Math.exp(other);
          slopes[0][first + v] = scale * (Math.exp(own) * (own - other - forward) + gap);
          slopes[1][first + v] = scale * (Math.exp(other) * (other - own - backward) - gap);
        }
      }
      return { output: tf.scalar(total * scale), saved: slopes.map((slope) => tf.tensor(slope, a.shape)) };
    },
    backward: (gradient, saved) => [tf.mul(at(saved, 0), gradient), tf.mul(at(saved, 1), gradient)],
  });
}

function logProbabilities(logits: Float64Array): Float64Array {
  const peak = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  const total = logits.reduce((sum, value) => sum + Math.exp(value - peak), 0);
  return logits.map((value) => value - peak - Math.log(total));
}

/** KL(p ‖ q) of logarithms. */
const divergence = (p: Float64Array, q: Float64Array): number =>
  p.reduce((sum, value, v) => sum + Math.exp(value) * (value - (q[v] ?? Number.NaN)), 0);
