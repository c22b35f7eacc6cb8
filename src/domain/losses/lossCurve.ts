/** A loss as a function of the probability of the right token, where all other tokens share the rest alike. */
import type { RowTerms } from './contract.ts';
import { rowLoss } from './rowLoss.ts';

export interface LossCurve {
  readonly probabilities: readonly number[];
  readonly values: readonly number[];
  /** ∂L/∂z of the right token. */
  readonly slopes: readonly number[];
}

/** From nearly impossible to nearly certain, evenly. */
export const curveProbabilities: readonly number[] = Array.from({ length: 199 }, (_, i) => (i + 1) / 200);

export interface CurvePlace {
  /** V */
  readonly classes: number;
  readonly step: number;
  readonly steps: number;
}

/** The logits are log p, so that the denominator of the softmax is 1 and z-loss adds nothing. */
export function lossCurve(terms: RowTerms, { classes, step, steps }: CurvePlace): LossCurve {
  const rows = curveProbabilities.map((probability) =>
    rowLoss([Math.log(probability), Math.log((1 - probability) / (classes - 1))], terms, {
      target: 0,
      frequency: 1 / classes,
      weight: 1,
      step,
      steps,
      times: [1, classes - 1],
    }),
  );
  return {
    probabilities: curveProbabilities,
    values: rows.map(({ value }) => value),
    slopes: rows.map(({ gradient }) => gradient[0] ?? Number.NaN),
  };
}
