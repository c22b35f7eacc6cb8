/**
 * Loss of one row of logits and its gradient, term by term as `RowTerms` says, on plain numbers in double precision: for
 * pictures of a loss, and as one more writing of what the backends compute.
 */
import { leastMissing, leastProbability } from '../core/rowFormula.ts';
import { numberScalarOps } from '../core/scalarOps.ts';
import type { RowTerms } from './contract.ts';

export interface RowSurroundings {
  /** Place of the target among the logits. */
  readonly target: number;
  /** Id of the target, where that is not its place. */
  readonly id?: number;
  /** Share of the target's token in the training data, above 0. */
  readonly frequency: number;
  /** Of the row in the mean; 1: as every other. */
  readonly weight: number;
  /** Done and planned. */
  readonly step: number;
  readonly steps: number;
  /** For how many classes each logit stands; 1 unless given. */
  readonly times?: ArrayLike<number>;
}

export interface RowLoss {
  /** Nats, where the loss is in nats. */
  readonly value: number;
  readonly probabilities: Float64Array;
  /** ∂L/∂z of a class of each logit. */
  readonly gradient: Float64Array;
}

/** What takes the place of the surprise, with its derivatives by surprise and entropy. */
interface OfTarget {
  readonly value: number;
  readonly bySurprise: number;
  readonly byEntropy: number;
}

export function rowLoss(logits: ArrayLike<number>, terms: RowTerms, around: RowSurroundings): RowLoss {
  const { target, weight, times } = around;
  const count = (v: number): number => times?.[v] ?? 1;
  let peak = -Infinity;
  for (let v = 0; v < logits.length; v++) peak = Math.max(peak, logits[v] ?? Number.NaN);
  let [total, classes] = [0, 0];
  for (let v = 0; v < logits.length; v++) {
    total += count(v) * Math.exp((logits[v] ?? Number.NaN) - peak);
    classes += count(v);
  }
  const logTotal = Math.log(total);
  const logs = Float64Array.from(logits, (logit) => logit - peak - logTotal);
  const probabilities = logs.map(Math.exp);
  let [entropy, mean] = [0, 0];
  logs.forEach((log, v) => {
    const probability = probabilities[v] ?? Number.NaN;
    entropy -= probability > 0 ? count(v) * probability * log : 0;
    mean -= (count(v) * log) / classes;
  });
  const surprise = -(logs[target] ?? Number.NaN);
  const { smoothing, normaliser, confidence } = terms;
  const own = ofTarget(terms, surprise, entropy, classes, around);
  const logNormaliser = peak + logTotal;
  const value = (1 - smoothing) * own.value + smoothing * mean + normaliser * logNormaliser ** 2 - confidence * entropy;
  const gradient = probabilities.map((probability, v) => {
    const ofSurprise = (1 - smoothing) * own.bySurprise * (probability - Number(v === target));
    const ofMean = smoothing * (probability - 1 / classes);
    const moment = probability > 0 ? probability * ((logs[v] ?? Number.NaN) + entropy) : 0;
    return (
      weight *
      (ofSurprise + ofMean + 2 * normaliser * logNormaliser * probability + (confidence - own.byEntropy) * moment)
    );
  });
  return { value: weight * value, probabilities, gradient };
}

function ofTarget(
  { focus, formula }: RowTerms,
  surprise: number,
  entropy: number,
  classes: number,
  { target, id = target, frequency, step, steps }: RowSurroundings,
): OfTarget {
  const missing = -Math.expm1(-surprise);
  if (formula) {
    const { value, bySurprise, byEntropy } = formula.apply(numberScalarOps, {
      surprise,
      probability: Math.max(Math.exp(-surprise), leastProbability),
      missing: Math.max(missing, leastMissing),
      entropy,
      classes,
      target: id,
      frequency,
      step,
      steps,
    });
    return { value, bySurprise: bySurprise ?? 0, byEntropy: byEntropy ?? 0 };
  }
  const factor = missing ** focus;
  const growth = missing > 0 ? (focus * Math.exp(-surprise) * surprise) / missing : 0;
  return { value: factor * surprise, bySurprise: factor * (1 + growth), byEntropy: 0 };
}
