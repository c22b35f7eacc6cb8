/**
 * A loss that a person wrote, on the heap: the kernel of cross-entropy gives what a formula asks of each row, the formula
 * is worked out row by row, and the kernel gives the gradient once more with its slopes as weights of the rows. A gradient of
 * the entropy is that of a row whose confidence is penalised, less the row's own. So −log p stays cross-entropy to the bit.
 */
import { leastMissing, leastProbability, type RowFormula } from '../../domain/core/rowFormula.ts';
import { numberScalarOps } from '../../domain/core/scalarOps.ts';
import type { CrossEntropyOptions } from '../ops/contract.ts';
import type * as tf from '../tf.ts';

export type Amounts = Pick<CrossEntropyOptions, 'smoothing' | 'focus' | 'normaliser' | 'confidence'>;

export interface RowLosses {
  /** [M] */
  readonly losses: tf.Tensor;
  /** Of the mean, by the logits [M, V]. */
  readonly gradient: tf.Tensor;
}

export interface FormulaParts {
  readonly formula: RowFormula;
  readonly options: CrossEntropyOptions;
  readonly targets: Int32Array;
  readonly vocabulary: number;
  /** The kernel, with weights of rows. */
  readonly pass: (amounts: Amounts, weights: Float32Array | null) => RowLosses;
  readonly add: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
  readonly vector: (values: Float32Array) => tf.Tensor;
}

const plain: Amounts = { smoothing: 0, focus: 0, normaliser: 0, confidence: 0 };
const entropic: Amounts = { ...plain, confidence: 1 };

/** Call inside `tf.tidy`. */
export function formulaLoss({ formula, options, targets, vocabulary, pass, add, vector }: FormulaParts): RowLosses {
  const { smoothing, normaliser, confidence, frequencies, progress } = options;
  const surprises = readOf(pass(plain, null).losses);
  const lessEntropy = formula.usesEntropy ? readOf(pass(entropic, null).losses) : null;
  const shares = frequencies && readOf(frequencies);
  // What is added to every formula: with the surprise in it, which is then taken off again.
  const added = smoothing > 0 || normaliser > 0 || confidence > 0;
  const others = added ? pass({ ...plain, smoothing, normaliser, confidence }, null) : null;
  const otherLosses = others && readOf(others.losses);
  const { step, total } = progress();
  const losses = new Float32Array(targets.length);
  const onTarget = new Float32Array(targets.length);
  const onEntropy = new Float32Array(targets.length);
  targets.forEach((target, row) => {
    if (target < 0) return;
    const surprise = surprises[row] ?? Number.NaN;
    const { value, bySurprise, byEntropy } = formula.apply(numberScalarOps, {
      surprise,
      probability: Math.max(Math.exp(-surprise), leastProbability),
      missing: Math.max(-Math.expm1(-surprise), leastMissing),
      entropy: lessEntropy ? surprise - (lessEntropy[row] ?? Number.NaN) : 0,
      classes: vocabulary,
      target,
      frequency: shares?.[row] ?? 1,
      step,
      steps: total,
    });
    losses[row] = otherLosses ? value + (otherLosses[row] ?? Number.NaN) - surprise : value;
    onEntropy[row] = -(byEntropy ?? 0);
    onTarget[row] = (bySurprise ?? 0) + (byEntropy ?? 0) - Number(added);
  });
  const parts = [pass(plain, onTarget).gradient];
  if (formula.usesEntropy) parts.push(pass(entropic, onEntropy).gradient);
  if (others) parts.push(others.gradient);
  return { losses: vector(losses), gradient: parts.reduce(add) };
}

/** The backend answers at once. */
const readOf = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());
