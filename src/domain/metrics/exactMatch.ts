/**
 * Exact match: an answer counts only if every token is right. Greedy generation of an answer is right exactly when the
 * most probable token is right at every position given the true tokens before it, so one forward pass over the rows of
 * a validation batch is enough; nothing needs to be generated.
 */
import type { TokenBatch } from '../data/contract.ts';

/** Rows whose counted targets (not -1) all equal `predictions` ([B·T], the most probable token at each position). */
export function exactMatches(predictions: ArrayLike<number>, { targets, size, time }: TokenBatch): number {
  let matches = 0;
  for (let row = 0; row < size; row++) {
    let right = true;
    for (let i = row * time; i < (row + 1) * time; i++) {
      const target = targets[i] ?? -1;
      if (target >= 0 && predictions[i] !== target) right = false;
    }
    if (right) matches++;
  }
  return matches;
}

/** Counted targets that equal the prediction at their place. */
export function tokenMatches(predictions: ArrayLike<number>, { targets }: TokenBatch): number {
  return targets.reduce((sum, target, i) => sum + (target >= 0 && predictions[i] === target ? 1 : 0), 0);
}
