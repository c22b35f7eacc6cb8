/** Sum of two tensors, the second one repeated. */
export function addReference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from(a, (value, i) => value + (b[i % b.length] ?? NaN));
}
