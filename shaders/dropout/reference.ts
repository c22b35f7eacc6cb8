/** Inverted dropout as a plain loop; also the gradient, applied to the upstream gradient with the same numbers. */
import { uniform } from '../../src/domain/core/random.ts';

export function dropoutReference(input: ArrayLike<number>, seed: number, stream: number, rate: number): Float64Array {
  const scale = rate < 1 ? 1 / (1 - rate) : 0;
  return Float64Array.from(input, (value, i) => (uniform(seed, stream, i) < rate ? 0 : value * scale));
}
