/** Figures of a compressed model that follow from its bytes and losses, and which of many models are worth having. */

export const bitsPerWeight = (fileBytes: number, parameters: number): number => (8 * fileBytes) / parameters;

/** Relative to before, e.g. 0.004 for 0.4 % more. */
export const relativeChange = (before: number, after: number): number => after / before - 1;

export interface Candidate {
  readonly bytes: number;
  readonly perplexity: number;
}

/** The Pareto front, smallest first: no other candidate is at most as large and at most as perplexed, and better in one. */
export function paretoFront<C extends Candidate>(candidates: readonly C[]): readonly C[] {
  const front: C[] = [];
  for (const candidate of candidates.toSorted((a, b) => a.bytes - b.bytes || a.perplexity - b.perplexity)) {
    const last = front.at(-1);
    const equal = candidate.bytes === last?.bytes && candidate.perplexity === last.perplexity;
    if (last === undefined || candidate.perplexity < last.perplexity || equal) front.push(candidate);
  }
  return front;
}
