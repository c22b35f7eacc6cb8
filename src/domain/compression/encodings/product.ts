/** A matrix as the product of two thin ones, each with an encoding of its own. */
import type { Shape } from '../contract.ts';
import type { Encoding, EncodedArray, EncodingHeader, Layout } from './contract.ts';

export interface ProductEncoding extends Shape {
  readonly kind: 'product';
  /** [rows, rank] */
  readonly left: EncodingHeader;
  /** [rank, columns] */
  readonly right: EncodingHeader;
  /** Those of the factors, with the name of the factor before theirs: `left.codes`. */
  readonly arrays: Readonly<Record<string, EncodedArray>>;
}

const prefixed = <T>(factor: 'left' | 'right', record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [`${factor}.${name}`, value]));

export const productLayout = (
  { left, right }: Omit<ProductEncoding, 'arrays'>,
  layoutOf: (header: EncodingHeader) => Layout,
): Layout => ({ ...prefixed('left', layoutOf(left)), ...prefixed('right', layoutOf(right)) });

/** The encodings of both factors. */
export function factorsOf({ left, right, arrays }: ProductEncoding): readonly [Encoding, Encoding] {
  const own = (factor: 'left' | 'right'): Record<string, EncodedArray> =>
    Object.fromEntries(
      Object.entries(arrays).flatMap(([name, array]) =>
        name.startsWith(`${factor}.`) ? [[name.slice(factor.length + 1), array]] : [],
      ),
    );
  // A header and the arrays of its layout make an encoding.
  return [{ ...left, arrays: own('left') } as Encoding, { ...right, arrays: own('right') } as Encoding];
}

export function encodeProduct(left: Encoding, right: Encoding): ProductEncoding {
  const { arrays: leftArrays, ...leftHeader } = left;
  const { arrays: rightArrays, ...rightHeader } = right;
  return {
    kind: 'product',
    rows: left.rows,
    columns: right.columns,
    left: leftHeader,
    right: rightHeader,
    arrays: {
      ...prefixed<EncodedArray>('left', { ...leftArrays }),
      ...prefixed<EncodedArray>('right', { ...rightArrays }),
    },
  };
}

/** left [rows, rank] · right [rank, columns]. */
export function multiply(left: Float32Array, right: Float32Array, { rows, columns }: Shape): Float32Array<ArrayBuffer> {
  const rank = left.length / rows;
  const values = new Float32Array(rows * columns);
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let r = 0; r < rank; r++) {
      const factor = left[row * rank + r] ?? 0;
      for (let column = 0; column < columns; column++) {
        sums[column] = (sums[column] ?? 0) + factor * (right[r * columns + column] ?? 0);
      }
    }
    values.set(sums, row * columns);
  }
  return values;
}
