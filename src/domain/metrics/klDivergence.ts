/** How far one distribution is from another: KL(p‖q) = Σ p ln(p/q), in nats (Kullback & Leibler 1951). */
import { softmax } from '../sampling/drawToken.ts';

/** Of next-token distributions given by their logits, at temperature 1. Never below 0, whatever rounding does. */
export function klDivergence(logits: ArrayLike<number>, other: ArrayLike<number>): number {
  const p = softmax(logits, 1);
  const q = softmax(other, 1);
  let sum = 0;
  for (let id = 0; id < p.length; id++) {
    const share = p[id] ?? 0;
    if (share > 0) sum += share * Math.log(share / (q[id] ?? 0));
  }
  return Math.max(0, sum);
}
