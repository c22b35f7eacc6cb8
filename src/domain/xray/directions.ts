/**
 * Two directions in the space of all weights. Random ones are normalised filter by filter (Li et al. 2018, Visualizing the
 * Loss Landscape of Neural Nets, section 4): each filter of the direction is as long as that of the model, so that models
 * with weights of different size can be compared; biases and gains stay where they are, as there. Those of the path are the
 * two principal components of its differences from the model (section 7).
 */
import type { Matrix } from '../compression/contract.ts';
import { gaussian } from '../core/random.ts';
import type { TensorSpec, Weights } from '../models/contract.ts';
import { weight } from '../models/initialize.ts';

export type Direction = Weights<Float32Array>;

/** A stream for each direction; the first is not used elsewhere (`streams` in core/random.ts ends at 0x7000). */
const firstStream = 0x9000;

/** @param byRows whether a filter of the tensor is a row, as that of an embedding, or a column of [inputs, outputs] */
export function randomDirection(
  specs: readonly TensorSpec[],
  weights: Weights<Float32Array>,
  byRows: (name: string) => boolean,
  seed: number,
  number: number,
): Direction {
  let drawn = 0;
  return Object.fromEntries(
    specs.map(({ name, shape }) => {
      const values = weight(weights, name);
      const direction = new Float32Array(values.length);
      if (shape.length < 2) return [name, direction];
      for (let i = 0; i < direction.length; i++) direction[i] = gaussian(seed, firstStream + number, drawn++);
      const [rows = 0, columns = 0] = shape;
      const [filters, length, step, stride] = byRows(name) ? [rows, columns, columns, 1] : [columns, rows, 1, columns];
      for (let filter = 0; filter < filters; filter++) {
        let [own, drawnSquares] = [0, 0];
        for (let k = 0; k < length; k++) {
          const at = filter * step + k * stride;
          own += (values[at] as number) ** 2;
          drawnSquares += (direction[at] as number) ** 2;
        }
        const factor = drawnSquares === 0 ? 0 : Math.sqrt(own / drawnSquares);
        for (let k = 0; k < length; k++) {
          const at = filter * step + k * stride;
          direction[at] = (direction[at] as number) * factor;
        }
      }
      return [name, direction];
    }),
  );
}

export const dot = (a: Direction, b: Direction): number =>
  Object.entries(a).reduce((sum, [name, values]) => {
    const other = weight(b, name);
    let own = 0;
    for (let i = 0; i < values.length; i++) own += (values[i] as number) * (other[i] as number);
    return sum + own;
  }, 0);

export const minus = (a: Weights<Float32Array>, b: Weights<Float32Array>): Direction =>
  Object.fromEntries(
    Object.entries(a).map(([name, values]) => {
      const other = weight(b, name);
      return [name, values.map((value, i) => value - (other[i] as number))];
    }),
  );

/** weights + x · first + y · second. */
export const moved = (
  weights: Weights<Float32Array>,
  [first, second]: readonly [Direction, Direction],
  x: number,
  y: number,
): Weights<Float32Array> =>
  Object.fromEntries(
    Object.entries(weights).map(([name, values]) => {
      const [one, other] = [weight(first, name), weight(second, name)];
      return [name, values.map((value, i) => value + x * (one[i] as number) + y * (other[i] as number))];
    }),
  );

/** Inner products of all pairs. */
export function gram(vectors: readonly Direction[]): Matrix {
  const { length } = vectors;
  const values = new Float32Array(length * length);
  for (const [i, one] of vectors.entries()) {
    for (let j = 0; j <= i; j++) {
      const product = dot(one, vectors[j] as Direction);
      values[i * length + j] = product;
      values[j * length + i] = product;
    }
  }
  return { rows: length, columns: length, values };
}

/** Σ cᵢ vᵢ, of length 1. */
export function combined(vectors: readonly Direction[], factors: readonly number[]): Direction {
  const [first = {}] = vectors;
  const sum: Direction = Object.fromEntries(
    Object.entries(first).map(([name, { length }]) => {
      const values = new Float32Array(length);
      for (const [i, vector] of vectors.entries()) {
        const own = weight(vector, name);
        const factor = factors[i] as number;
        for (let k = 0; k < length; k++) values[k] = (values[k] as number) + factor * (own[k] as number);
      }
      return [name, values];
    }),
  );
  const norm = Math.sqrt(dot(sum, sum));
  return Object.fromEntries(Object.entries(sum).map(([name, values]) => [name, values.map((value) => value / norm)]));
}

/** Where a difference from the model lies in the plane of two directions, which need not be orthogonal. */
export function projected(difference: Direction, [first, second]: readonly [Direction, Direction]) {
  const [a, b, c] = [dot(first, first), dot(first, second), dot(second, second)];
  const [p, q] = [dot(difference, first), dot(difference, second)];
  const determinant = a * c - b * b;
  const [x, y] = [(c * p - b * q) / determinant, (a * q - b * p) / determinant];
  /** Square length in the plane. */
  return { x, y, square: a * x * x + 2 * b * x * y + c * y * y };
}
