/** Embedding and the gradient of its table as plain loops in double precision. */
type Numbers = ArrayLike<number>;

export function embeddingReference(ids: Numbers, table: Numbers, width: number): Float64Array {
  return Float64Array.from(
    { length: ids.length * width },
    (_, i) => table[(ids[Math.floor(i / width)] ?? NaN) * width + (i % width)] ?? NaN,
  );
}

export function embeddingGradientReference(
  ids: Numbers,
  upstream: Numbers,
  vocabulary: number,
  width: number,
): Float64Array {
  const gradient = new Float64Array(vocabulary * width);
  for (let i = 0; i < ids.length * width; i++) {
    const at = (ids[Math.floor(i / width)] ?? NaN) * width + (i % width);
    gradient[at] = (gradient[at] ?? NaN) + (upstream[i] ?? NaN);
  }
  return gradient;
}
