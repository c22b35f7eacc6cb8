/** The divergence and its gradients as plain loops in double precision: both directions by their definition. */
type Numbers = ArrayLike<number>;

function logProbabilities(logits: Numbers, first: number, length: number): Float64Array {
  const row = Float64Array.from({ length }, (_, v) => logits[first + v] ?? NaN);
  const peak = Math.max(...row);
  const total = row.reduce((sum, value) => sum + Math.exp(value - peak), 0);
  return row.map((value) => value - peak - Math.log(total));
}

/** KL(p ‖ q) of logarithms. */
const divergence = (p: Float64Array, q: Float64Array): number =>
  p.reduce((sum, value, v) => sum + Math.exp(value) * (value - (q[v] ?? NaN)), 0);

/** Of every row that counts, in nats; 0 of the others. */
export function jeffreysReference(a: Numbers, b: Numbers, targets: Numbers): Float64Array {
  const vocabulary = a.length / targets.length;
  return Float64Array.from(targets, (target, row) => {
    if (target < 0) return 0;
    const [p, q] = [a, b].map((logits) => logProbabilities(logits, row * vocabulary, vocabulary)) as [
      Float64Array,
      Float64Array,
    ];
    return divergence(p, q) + divergence(q, p);
  });
}

/** With respect to `a`, of the sum over the rows, times `scale`; the other side's is that of the exchanged pair. */
export function jeffreysGradientReference(a: Numbers, b: Numbers, targets: Numbers, scale: number): Float64Array {
  const vocabulary = a.length / targets.length;
  const gradient = new Float64Array(a.length);
  Array.from(targets).forEach((target, row) => {
    if (target < 0) return;
    const first = row * vocabulary;
    const p = logProbabilities(a, first, vocabulary);
    const q = logProbabilities(b, first, vocabulary);
    const forward = divergence(p, q);
    p.forEach((own, v) => {
      const other = q[v] ?? NaN;
      gradient[first + v] = scale * (Math.exp(own) * (own - other - forward) + Math.exp(own) - Math.exp(other));
    });
  });
  return gradient;
}
