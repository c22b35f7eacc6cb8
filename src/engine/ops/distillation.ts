/**
 * Cross-entropy mixed with the forward divergence from a teacher's logits at a temperature, (1 − α) CE + α T² KL, on plain
 * arrays: for CPU and WASM. Targets of −1 do not count.
 */
import * as tf from '../tf.ts';
import type { DistillationOptions, PerStep } from './contract.ts';
import { at, withGradient } from './withGradient.ts';

export function distillation(
  logits: tf.Tensor,
  teacher: tf.Tensor,
  targets: tf.Tensor,
  perStep: PerStep<number>,
  options: DistillationOptions,
): tf.Tensor {
  return withGradient({
    inputs: [logits],
    forward() {
      const [ours, theirs, chosen] = [logits, teacher, targets].map((tensor) => tensor.dataSync());
      const vocabulary = logits.shape[1] ?? 0;
      const difference = new Float32Array(logits.size);
      let total = 0;
      for (const [row, target] of Array.from(chosen ?? []).entries()) {
        if (target < 0) continue;
        const [first, end] = [row * vocabulary, (row + 1) * vocabulary];
        const rows = [ours, theirs].map((values) => Float64Array.from((values ?? []).slice(first, end)));
        const into = difference.subarray(first, end);
        total += rowLoss(rows[0] ?? none, rows[1] ?? none, target, options, into);
      }
      const counted = perStep();
      for (const [i, value] of difference.entries()) difference[i] = value / counted;
      return { output: tf.scalar(total / counted), saved: [tf.tensor(difference, logits.shape)] };
    },
    backward: (gradient, saved) => [tf.mul(at(saved, 0), gradient)],
  });
}

const none = new Float64Array();

/** Leaves the gradient of the row in `into`. */
function rowLoss(
  ours: Float64Array,
  theirs: Float64Array,
  target: number,
  { temperature, share }: DistillationOptions,
  into: Float32Array,
): number {
  const hard = logSum(ours, 1);
  const [student, teacher] = [logSum(ours, temperature), logSum(theirs, temperature)];
  let divergence = 0;
  for (const [v, logit] of ours.entries()) {
    const [p, q] = [(theirs[v] ?? Number.NaN) / temperature - teacher, logit / temperature - student];
    divergence += Math.exp(p) * (p - q);
    const sharp = Math.exp(logit - hard) - (v === target ? 1 : 0);
    into[v] = (1 - share) * sharp + share * temperature * (Math.exp(q) - Math.exp(p));
  }
  return (1 - share) * (hard - (ours[target] ?? Number.NaN)) + share * temperature ** 2 * divergence;
}

function logSum(values: Float64Array, temperature: number): number {
  const peak = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return peak / temperature + Math.log(values.reduce((sum, value) => sum + Math.exp((value - peak) / temperature), 0));
}
