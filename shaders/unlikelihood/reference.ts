/** The unlikelihood of repetition and its gradient as plain loops in double precision, from the definition. */
import { smallestRest } from './kernel.ts';

type Numbers = ArrayLike<number>;

export interface UnlikelihoodBatch {
  readonly logits: Numbers;
  readonly targets: Numbers;
  /** Tokens that were read, batch-major like the targets. */
  readonly inputs: Numbers;
  readonly time: number;
}

function probabilities(logits: Numbers, first: number, length: number): Float64Array {
  const row = Float64Array.from({ length }, (_, v) => logits[first + v] ?? NaN);
  const peak = Math.max(...row);
  const exponentials = row.map((value) => Math.exp(value - peak));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

function candidatesOf({ inputs, targets, time }: UnlikelihoodBatch, row: number): ReadonlySet<number> {
  const read = new Set<number>();
  for (let place = row - (row % time); place <= row; place++) read.add(inputs[place] ?? NaN);
  read.delete(targets[row] ?? NaN);
  return read;
}

/** Of every row that counts, in nats; 0 of the others. */
export function unlikelihoodReference(batch: UnlikelihoodBatch): Float64Array {
  const { logits, targets } = batch;
  const vocabulary = logits.length / targets.length;
  return Float64Array.from(targets, (target, row) => {
    if (target < 0) return 0;
    const p = probabilities(logits, row * vocabulary, vocabulary);
    let loss = 0;
    for (const token of candidatesOf(batch, row)) loss -= Math.log(Math.max(smallestRest, 1 - (p[token] ?? NaN)));
    return loss;
  });
}

/** Of the sum over the rows, times `scale`. */
export function unlikelihoodGradientReference(batch: UnlikelihoodBatch, scale: number): Float64Array {
  const { logits, targets } = batch;
  const vocabulary = logits.length / targets.length;
  const gradient = new Float64Array(logits.length);
  Array.from(targets).forEach((target, row) => {
    if (target < 0) return;
    const p = probabilities(logits, row * vocabulary, vocabulary);
    for (const token of candidatesOf(batch, row)) {
      const own = p[token] ?? NaN;
      if (1 - own < smallestRest) continue;
      for (const [v, other] of p.entries()) {
        const index = row * vocabulary + v;
        gradient[index] = (gradient[index] ?? NaN) + (scale * own * ((v === token ? 1 : 0) - other)) / (1 - own);
      }
    }
  });
  return gradient;
}
