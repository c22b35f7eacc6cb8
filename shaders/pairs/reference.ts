/** The losses of pairs as plain loops in double precision, from the definitions in `kernel.ts`, and their gradients. */
import { smallestSquare, type PairLoss } from './kernel.ts';

export interface PairsProblem {
  readonly loss: PairLoss;
  /** s, [B, B] */
  readonly cosines: ArrayLike<number>;
  readonly size: number;
  readonly filled: number;
  /** τ or m */
  readonly amount: number;
}

const cosineOf = ({ cosines, size }: PairsProblem, row: number, column: number): number =>
  cosines[row * size + column] ?? Number.NaN;

const othersOf = ({ filled }: PairsProblem, row: number): readonly number[] =>
  Array.from({ length: filled }, (_, j) => j).filter((j) => j !== row);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const squareOf = (problem: PairsProblem, row: number, column: number): number => 2 - 2 * cosineOf(problem, row, column);

const distanceOf = (problem: PairsProblem, row: number, column: number): number =>
  Math.sqrt(Math.max(smallestSquare, squareOf(problem, row, column)));

const rowLoss: Readonly<Record<PairLoss, (problem: PairsProblem, row: number) => number>> = {
  contrast(problem, row) {
    const own = cosineOf(problem, row, row);
    const others = othersOf(problem, row).map((j) => Math.exp((cosineOf(problem, row, j) - own) / problem.amount));
    return Math.log1p(others.reduce((sum, value) => sum + value, 0));
  },
  triplet: (problem, row) =>
    mean(
      othersOf(problem, row).map((j) =>
        Math.max(0, problem.amount + squareOf(problem, row, row) - squareOf(problem, row, j)),
      ),
    ),
  margin: (problem, row) =>
    squareOf(problem, row, row) / 2 +
    mean(othersOf(problem, row).map((j) => Math.max(0, problem.amount - distanceOf(problem, row, j)) ** 2 / 2)),
};

/** Of every row; 0 of those that are not filled. */
export const pairsReference = (problem: PairsProblem): Float64Array =>
  Float64Array.from({ length: problem.size }, (_, row) =>
    row < problem.filled ? rowLoss[problem.loss](problem, row) : 0,
  );

/** Slope of the loss of a row at the cosine to another, and what of it the own pair's cosine gets. */
type Slope = (problem: PairsProblem, row: number, other: number) => { readonly other: number; readonly own: number };

const slopes: Readonly<Record<PairLoss, Slope>> = {
  contrast(problem, row, other) {
    const share = Math.exp(
      (cosineOf(problem, row, other) - cosineOf(problem, row, row)) / problem.amount - rowLoss.contrast(problem, row),
    );
    return { other: share / problem.amount, own: -share / problem.amount };
  },
  triplet(problem, row, other) {
    const violated = problem.amount + squareOf(problem, row, row) > squareOf(problem, row, other);
    const slope = violated ? 2 / (problem.filled - 1) : 0;
    return { other: slope, own: -slope };
  },
  margin(problem, row, other) {
    const distance = distanceOf(problem, row, other);
    const pushes = squareOf(problem, row, other) >= smallestSquare && distance < problem.amount;
    return { other: pushes ? (problem.amount - distance) / distance / (problem.filled - 1) : 0, own: 0 };
  },
};

/** Of the sum over the rows, times `scale`. */
export function pairsGradientReference(problem: PairsProblem, scale: number): Float64Array {
  const gradient = new Float64Array(problem.size * problem.size);
  for (let row = 0; row < problem.filled; row++) {
    const own = row * problem.size + row;
    if (problem.loss === 'margin') gradient[own] = -scale;
    for (const j of othersOf(problem, row)) {
      const slope = slopes[problem.loss](problem, row, j);
      gradient[row * problem.size + j] = scale * slope.other;
      gradient[own] = (gradient[own] ?? Number.NaN) + scale * slope.own;
    }
  }
  return gradient;
}
