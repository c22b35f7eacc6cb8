/** The distillation loss and its gradient as plain loops in double precision, from the definition of both distributions. */
type Numbers = ArrayLike<number>;

export interface DistillationTerms {
  readonly temperature: number;
  /** α, of the teacher. */
  readonly share: number;
}

function softmax(values: Numbers, first: number, length: number, temperature: number): Float64Array {
  const row = Float64Array.from({ length }, (_, v) => (values[first + v] ?? NaN) / temperature);
  const peak = Math.max(...row);
  const exponentials = row.map((value) => Math.exp(value - peak));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

/** Of every row that counts, in nats; 0 of the others. */
export function distillationReference(
  logits: Numbers,
  teacher: Numbers,
  targets: Numbers,
  { temperature, share }: DistillationTerms,
): Float64Array {
  const vocabulary = logits.length / targets.length;
  return Float64Array.from(targets, (target, row) => {
    if (target < 0) return 0;
    const first = row * vocabulary;
    const ours = softmax(logits, first, vocabulary, temperature);
    const theirs = softmax(teacher, first, vocabulary, temperature);
    const divergence = theirs.reduce(
      (sum, p, v) => sum + (p === 0 ? 0 : p * (Math.log(p) - Math.log(ours[v] ?? NaN))),
      0,
    );
    const surprise = -Math.log(softmax(logits, first, vocabulary, 1)[target] ?? NaN);
    return (1 - share) * surprise + share * temperature ** 2 * divergence;
  });
}

/** Of the sum over the rows, times `scale`. */
export function distillationGradientReference(
  logits: Numbers,
  teacher: Numbers,
  targets: Numbers,
  { temperature, share }: DistillationTerms,
  scale: number,
): Float64Array {
  const vocabulary = logits.length / targets.length;
  const gradient = new Float64Array(logits.length);
  Array.from(targets).forEach((target, row) => {
    if (target < 0) return;
    const first = row * vocabulary;
    const hard = softmax(logits, first, vocabulary, 1);
    const ours = softmax(logits, first, vocabulary, temperature);
    const theirs = softmax(teacher, first, vocabulary, temperature);
    for (let v = 0; v < vocabulary; v++) {
      const soft = temperature * ((ours[v] ?? NaN) - (theirs[v] ?? NaN));
      const sharp = (hard[v] ?? NaN) - (v === target ? 1 : 0);
      gradient[first + v] = scale * ((1 - share) * sharp + share * soft);
    }
  });
  return gradient;
}
