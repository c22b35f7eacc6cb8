/** Token-level unlikelihood (Welleck et al. 2019) on plain arrays: for CPU and WASM. Targets of −1 do not count. */
import { smallestRest } from '../../../shaders/unlikelihood/kernel.ts';
import * as tf from '../tf.ts';
import type { PerStep } from './contract.ts';
import { at, withGradient } from './withGradient.ts';

export function unlikelihood(
  logits: tf.Tensor,
  targets: tf.Tensor,
  candidates: tf.Tensor,
  time: number,
  perStep: PerStep<number>,
): tf.Tensor {
  return withGradient({
    inputs: [logits],
    forward() {
      const scale = perStep();
      const [values, chosen, read] = [logits.dataSync(), targets.dataSync(), candidates.dataSync()];
      const vocabulary = logits.shape[1] ?? 0;
      const gradient = new Float32Array(logits.size);
      let total = 0;
      for (const [row, target] of chosen.entries()) {
        if (target < 0) continue;
        const [first, end] = [row * vocabulary, (row + 1) * vocabulary];
        const tokens = read.slice(row - (row % time), row + 1).filter((token) => token >= 0 && token !== target);
        total += rowLoss(Float64Array.from(values.slice(first, end)), tokens, scale, gradient.subarray(first, end));
      }
      return { output: tf.scalar(total * scale), saved: [tf.tensor(gradient, logits.shape)] };
    },
    backward: (gradient, saved) => [tf.mul(at(saved, 0), gradient)],
  });
}

/** Leaves the gradient of the row, times `scale`, in `into`. @param tokens each once */
function rowLoss(logits: Float64Array, tokens: Iterable<number>, scale: number, into: Float32Array): number {
  const peak = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  const logTotal = Math.log(logits.reduce((sum, value) => sum + Math.exp(value - peak), 0));
  const logOf = (token: number): number => (logits[token] ?? Number.NaN) - peak - logTotal;
  const slopes = new Map<number, number>();
  let loss = 0;
  let odds = 0;
  for (const token of tokens) {
    const rest = -Math.expm1(logOf(token));
    loss -= Math.log(Math.max(rest, smallestRest));
    if (rest < smallestRest) continue;
    const own = Math.exp(logOf(token)) / rest;
    odds += own;
    slopes.set(token, own);
  }
  for (let v = 0; v < into.length; v++) into[v] = scale * ((slopes.get(v) ?? 0) - Math.exp(logOf(v)) * odds);
  return loss;
}
