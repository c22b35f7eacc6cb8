/** y = x Wᵀ (+ bias) from the arrays that the kernels bind, code by code, in double precision. */
import { extentOf, type QuantizedFormat, type QuantizedShape } from './format.ts';

type Numbers = ArrayLike<number>;

/** By the names of the bindings; `bias` may be among them. */
export type QuantizedArrays = Readonly<Record<string, Numbers>>;

export function quantizedReference(
  format: QuantizedFormat,
  shape: QuantizedShape,
  x: Numbers,
  arrays: QuantizedArrays,
): Float64Array {
  const { rows, inputs, outputs } = shape;
  const sums = new Float64Array(rows * outputs);
  for (let output = 0; output < outputs; output++) {
    for (let row = 0; row < rows; row++) sums[row * outputs + output] = arrays['bias']?.[output] ?? 0;
    for (let input = 0; input < inputs; input++) {
      const weight = weightAt(format, shape, arrays, output, input);
      for (let row = 0; row < rows; row++) {
        const at = row * outputs + output;
        sums[at] = (sums[at] ?? NaN) + weight * (x[row * inputs + input] ?? NaN);
      }
    }
  }
  return sums;
}

function weightAt(
  format: QuantizedFormat,
  shape: QuantizedShape,
  arrays: QuantizedArrays,
  output: number,
  input: number,
): number {
  const { bits, values, zeros, middle, inputScales } = format;
  const [, , words = 0, groupsPerRow = 0] = extentOf(format, shape);
  const group = shape.group === 0 ? 0 : output * groupsPerRow + Math.floor(input / shape.group);
  const code = bitsAt(arrays['codes'], output * words * 32 + input * bits, bits);
  const value = values === 'levels' ? (arrays['levels']?.[code] ?? NaN) : code;
  const zero = zeros ? halfAt(arrays['zeros'], group) : middle;
  const inputScale = inputScales ? halfAt(arrays['inputScales'], input) : 1;
  return scaleAt(format, arrays, group) * (value - zero) * inputScale;
}

function scaleAt({ scales }: QuantizedFormat, arrays: QuantizedArrays, group: number): number {
  if (scales === 'f16') return halfAt(arrays['scales'], group);
  if (scales === 'f32') return arrays['scales']?.[group] ?? NaN;
  const [mean = NaN, step = NaN] = [arrays['steps']?.[0], arrays['steps']?.[1 + Math.floor(group / 256)]];
  return mean + step * (bitsAt(arrays['scales'], 8 * group, 8) - 128);
}

const bitsAt = (words: Numbers | undefined, bit: number, bits: number): number =>
  ((words?.[Math.floor(bit / 32)] ?? NaN) >>> (bit % 32)) & (2 ** bits - 1);

/** The f16 number of that index, by its sign, exponent and mantissa. */
function halfAt(words: Numbers | undefined, index: number): number {
  const bits = bitsAt(words, 16 * index, 16);
  const [exponent, mantissa] = [(bits >> 10) & 31, bits & 1023];
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25);
  return bits >= 0x8000 ? -size : size;
}
