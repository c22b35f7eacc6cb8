/**
 * Mean cross-entropy of next-token logits against target ids; targets of −1 do not count (torch's ignore_index).
 * As stock operations: the form for the CPU and the oracle of the kernels.
 */
import { leastMissing, leastProbability, type RowFormula } from '../../domain/core/rowFormula.ts';
import type { RowTerms } from '../../domain/losses/contract.ts';
import * as tf from '../tf.ts';
import { plainCrossEntropy, type CrossEntropyOptions, type PerStep } from './contract.ts';
import { tensorScalarOps } from './tensorScalarOps.ts';
import { at, withGradient } from './withGradient.ts';

export function compositeCrossEntropy(
  logits: tf.Tensor,
  targets: tf.Tensor,
  perStep: PerStep<number>,
  { weights, frequencies, progress, ...terms }: CrossEntropyOptions = plainCrossEntropy,
): tf.Tensor {
  const counted = perStep();
  const vocabulary = logits.shape[1] ?? 0;
  return withGradient({
    inputs: [logits],
    forward() {
      // tf.oneHot does not promise anything for −1; a comparison gives a row of zeros.
      const columns = tf.range(0, vocabulary, 1, 'int32');
      const chosen = tf.cast(tf.equal(tf.expandDims(targets, 1), columns), 'float32'); // [M, V]
      const isCounted = tf.cast(tf.greaterEqual(targets, 0), 'float32'); // [M]
      const share = weights ? tf.mul(isCounted, weights) : isCounted;
      const centred = tf.sub(logits, tf.max(logits, -1, true));
      const exponentials = tf.exp(centred);
      const total = tf.sum(exponentials, -1, true); // [M, 1]
      const row: Row = { logits, chosen, surprises: tf.sub(tf.log(total), centred), p: tf.div(exponentials, total) };
      const given = { targets, frequencies, progress };
      const { value, gradient } = rowLoss(row, terms, given);
      const perRow = tf.mul(tf.reshape(value, [-1]), share);
      const difference = tf.mul(gradient, tf.expandDims(share, 1));
      return { output: tf.div(tf.sum(perRow), counted), saved: [difference] };
    },
    backward: (gradient, saved) => [tf.mul(at(saved, 0), tf.div(gradient, counted))],
  });
}

interface Row {
  readonly logits: tf.Tensor;
  /** One-hot of the target, zeros without one. */
  readonly chosen: tf.Tensor;
  /** −log p of every class. */
  readonly surprises: tf.Tensor;
  readonly p: tf.Tensor;
}

type Given = Pick<CrossEntropyOptions, 'frequencies' | 'progress'> & { readonly targets: tf.Tensor };

interface RowLoss {
  /** [M, 1] */
  readonly value: tf.Tensor;
  /** Of the logits, [M, V]. */
  readonly gradient: tf.Tensor;
}

const sumOfRow = (x: tf.Tensor): tf.Tensor => tf.sum(x, -1, true);

/** `RowTerms`, part by part. */
function rowLoss(row: Row, { smoothing, focus, normaliser, confidence, formula }: RowTerms, given: Given): RowLoss {
  const { logits, surprises, p } = row;
  const spread = smoothing / Math.max(1, logits.shape[1] ?? 0);
  let { value, gradient } = formula
    ? formulaTarget(row, formula, given)
    : focus === 0
      ? plainTarget(row)
      : focalTarget(row, focus);
  if (smoothing !== 0) {
    value = tf.add(tf.mul(value, 1 - smoothing), tf.mul(sumOfRow(surprises), spread));
    gradient = tf.add(tf.mul(gradient, 1 - smoothing), tf.sub(tf.mul(p, smoothing), spread));
  }
  if (normaliser !== 0) {
    const logNormaliser = tf.logSumExp(logits, -1, true);
    value = tf.add(value, tf.mul(tf.square(logNormaliser), normaliser));
    gradient = tf.add(gradient, tf.mul(p, tf.mul(logNormaliser, 2 * normaliser)));
  }
  if (confidence !== 0) {
    const entropy = sumOfRow(tf.mul(p, surprises));
    value = tf.sub(value, tf.mul(entropy, confidence));
    gradient = tf.add(gradient, tf.mul(tf.mul(p, tf.sub(entropy, surprises)), confidence));
  }
  return { value, gradient };
}

const plainTarget = ({ chosen, surprises, p }: Row): RowLoss => ({
  value: sumOfRow(tf.mul(surprises, chosen)),
  gradient: tf.sub(p, chosen),
});

/** The product rule on (1 − p)^γ (−log p); 1 − p as −expm1(log p) keeps its digits where the target is nearly sure. */
function focalTarget(row: Row, focus: number): RowLoss {
  const plain = plainTarget(row);
  const missing = tf.neg(tf.expm1(tf.neg(plain.value)));
  const factor = tf.pow(missing, focus);
  const probability = tf.sub(1, missing);
  const growth = tf.mul(tf.mul(probability, focus), tf.divNoNan(plain.value, missing));
  return {
    value: tf.mul(plain.value, factor),
    gradient: tf.mul(plain.gradient, tf.mul(factor, tf.add(growth, 1))),
  };
}

/** A formula of the row on tensors; rows without a target give whatever, so they are made zeros here. */
function formulaTarget(row: Row, formula: RowFormula, { targets, frequencies, progress }: Given): RowLoss {
  const plain = plainTarget(row);
  const column = (x: tf.Tensor): tf.Tensor => tf.cast(tf.reshape(x, [-1, 1]), 'float32');
  const { step, total } = progress();
  const entropy = sumOfRow(tf.mul(row.p, row.surprises));
  const { value, bySurprise, byEntropy } = formula.apply<tf.Tensor>(tensorScalarOps, {
    surprise: plain.value,
    probability: tf.maximum(tf.exp(tf.neg(plain.value)), leastProbability),
    missing: tf.maximum(tf.neg(tf.expm1(tf.neg(plain.value))), leastMissing),
    entropy,
    classes: tf.scalar(row.logits.shape[1] ?? 0),
    target: column(targets),
    frequency: frequencies ? column(frequencies) : tf.scalar(1),
    step: tf.scalar(step),
    steps: tf.scalar(total),
  });
  const counts = tf.greaterEqual(tf.reshape(targets, [-1, 1]), 0);
  const ofRows = (x: tf.Tensor): tf.Tensor => tf.where(counts, tf.add(x, tf.zerosLike(plain.value)), tf.scalar(0));
  const bySurprises = tf.mul(plain.gradient, bySurprise ? ofRows(bySurprise) : tf.scalar(0));
  const gradient = byEntropy
    ? tf.add(bySurprises, tf.mul(tf.mul(row.p, tf.sub(row.surprises, entropy)), ofRows(byEntropy)))
    : bySurprises;
  return { value: ofRows(value), gradient };
}
