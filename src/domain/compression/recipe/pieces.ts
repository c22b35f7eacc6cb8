/** A matrix on its way through a recipe: one piece, or two where it has become a product. */
import { encodedBytes, decode } from '../encodings/index.ts';
import { encodeFloat, type FloatEncoding } from '../encodings/float.ts';
import { encodeMasked, type Maskable } from '../encodings/masked.ts';
import { encodeProduct, multiply } from '../encodings/product.ts';
import type { Encoding } from '../encodings/contract.ts';
import type { Norm, Product } from '../../models/products.ts';
import { mergedCalibration } from '../calibration.ts';
import type { Calibration, Matrix } from '../contract.ts';
import type { InputLevels } from '../inputs/levels.ts';
import { largestF16 } from '../numeric/halfFloats.ts';
import type { RestFormat } from './recipe.ts';

export interface Piece {
  /** With what the passes so far have made of its values. */
  readonly matrix: Matrix;
  /** 1 where a weight stays; null where all do. */
  readonly mask: Uint8Array | null;
  /** Of the values, holes aside; null while they are plain numbers. */
  readonly encoding: Encoding | null;
  readonly calibration: Calibration | null;
}

/** With what the model's product says of its inputs and outputs. */
export interface Worked extends Pick<Product, 'name' | 'neurons' | 'heads' | 'residual'> {
  readonly original: Matrix;
  /** Whose output it reads, where only matrices read it. */
  readonly norm: Norm | null;
  /** Reads its own outputs in a loop over time. */
  readonly recurrent: boolean;
  /** What its columns were multiplied by since, and the norm before it divided by when it is written; null for ones. */
  readonly folded: Float32Array | null;
  /** How its inputs are rounded while the model runs; null where they are not. */
  readonly inputs: InputLevels | null;
  readonly pieces: readonly [Piece] | readonly [Piece, Piece];
  /** The name of the matrix that it is: its pieces are the other's, and are written there. */
  readonly sharedWith?: string;
  /** With its whole block: later passes leave it alone. */
  readonly gone?: true;
}

/** The matrix whose pieces it has: itself, unless it shares those of another. */
export const leaderOf = ({ name, sharedWith }: Worked): string => sharedWith ?? name;

/** The values [rows, columns] as they are now. */
export function valuesOf({ original, pieces: [first, second] }: Worked): Float32Array {
  return second ? multiply(first.matrix.values, second.matrix.values, original) : first.matrix.values;
}

/** @param rest how numbers are written that no pass has encoded. */
export function encodingOf({ pieces: [first, second] }: Worked, rest: RestFormat): Encoding {
  return second ? encodeProduct(pieceEncoding(first, rest), pieceEncoding(second, rest)) : pieceEncoding(first, rest);
}

/** In f16, unless the recipe wants f32 or a number lies beyond f16's range; int8 is for tables alone. */
export function encodePlain(matrix: Matrix, rest: RestFormat): FloatEncoding {
  const halves = rest !== 'f32' && matrix.values.every((value) => Math.abs(value) <= largestF16);
  return encodeFloat(matrix, halves ? 'f16' : 'f32');
}

const maskable = (encoding: Encoding): encoding is Maskable =>
  encoding.kind === 'float' || encoding.kind === 'integer' || encoding.kind === 'levels';

/** Holes are written as such where that is shorter, or where the encoding has no zero to put there. */
function pieceEncoding({ matrix, mask, encoding }: Piece, rest: RestFormat): Encoding {
  const whole = encoding ?? encodePlain(matrix, rest);
  if (!mask) return whole;
  const zeros = decode(whole).every((value, i) => mask[i] === 1 || value === 0);
  if (!maskable(whole)) return zeros ? whole : encodeMasked(encodePlain(matrix, rest), mask);
  const holed = encodeMasked(whole, mask);
  return zeros && encodedBytes(whole) <= encodedBytes(holed) ? whole : holed;
}

export const withoutHoles = (values: Float32Array, mask: Uint8Array | null): Float32Array =>
  mask ? values.map((value, i) => (mask[i] === 1 ? value : 0)) : values;

/** The pieces with what was measured anew. @param calibrations by the name of the matrix */
export const withCalibrations = (
  worked: readonly Worked[],
  calibrations: Readonly<Record<string, Calibration>>,
): readonly Worked[] =>
  worked.map((one): Worked => {
    const together = worked.filter((other) => leaderOf(other) === leaderOf(one));
    const calibration = mergedCalibration(together.map(({ name }) => calibrations[name] ?? null));
    const [first, second] = one.pieces;
    if (!second) return { ...one, pieces: [{ ...first, calibration }] };
    const inner = calibration && behind(second.matrix, calibration);
    return {
      ...one,
      pieces: [
        { ...first, calibration: inner },
        { ...second, calibration },
      ],
    };
  });

/** What goes into the left factor of a product: y = L (R x), so E[(Rx)(Rx)ᵀ] = R G Rᵀ. Peaks and mean sizes follow from it. */
export function behind(right: Matrix, { tokens, gram }: Calibration): Calibration {
  const { rows: rank, columns, values } = right;
  const half = new Float64Array(rank * columns);
  for (let r = 0; r < rank; r++) {
    for (let i = 0; i < columns; i++) {
      const factor = values[r * columns + i] ?? 0;
      for (let j = 0; j < columns; j++) {
        half[r * columns + j] = (half[r * columns + j] ?? 0) + factor * (gram[i * columns + j] ?? 0);
      }
    }
  }
  const inner = new Float64Array(rank * rank);
  for (let r = 0; r < rank; r++) {
    for (let s = 0; s < rank; s++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += (half[r * columns + j] ?? 0) * (values[s * columns + j] ?? 0);
      inner[r * rank + s] = sum;
    }
  }
  const deviations = Float64Array.from({ length: rank }, (_, r) => Math.sqrt(inner[r * rank + r] ?? 0));
  return {
    tokens,
    gram: inner,
    // Of a normal distribution with that second moment; only the ratios between inputs matter to those who use them.
    meanAbs: Float32Array.from(deviations, (deviation) => deviation * Math.sqrt(2 / Math.PI)),
    peak: Float32Array.from(deviations, (deviation) => 3 * deviation),
  };
}
