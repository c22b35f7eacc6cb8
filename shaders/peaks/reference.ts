/** The arithmetic kernel in double precision; copying and counting need none. */
import { chains, repeats, type ArithmeticShape } from './kernel.ts';

export function arithmeticReference(
  { invocations }: ArithmeticShape,
  rounds: number,
  factors: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: 4 * invocations }, (_, at) => {
    const lane = at % 4;
    const [scale, offset] = [factors[lane] ?? NaN, factors[4 + lane] ?? NaN];
    let sum = 0;
    for (let chain = 0; chain < chains; chain++) {
      let value = (Math.floor(at / 4) % 32) + chain;
      for (let i = 0; i < rounds * repeats; i++) value = value * scale + offset;
      sum += value;
    }
    return sum;
  });
}
