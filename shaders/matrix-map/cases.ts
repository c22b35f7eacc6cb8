/** Formulas over everything that repeats: a matrix, a row, a column, a number and one number of several. */
import { given, type MapFormula } from '../../src/domain/core/matrixOps.ts';
import type { MapInput } from './kernel.ts';

export interface MapCase {
  readonly name: string;
  readonly inputs: readonly MapInput[];
  readonly formula: MapFormula;
}

const everything: MapFormula = (ops, [matrix, row, column, number, chosen]) =>
  ops.add(
    ops.mul(given(matrix), given(chosen)),
    ops.div(ops.sub(given(row), given(column)), ops.add(ops.abs(given(number)), ops.constant(0.5))),
  );

const sides: readonly (readonly [number, number])[] = [
  [1, 1],
  [3, 5],
  [64, 65],
  [517, 33],
];

export const mapCases: readonly MapCase[] = [
  ...sides.map(([rows, columns]) => ({
    name: `${rows}×${columns} with all that repeats`,
    inputs: [
      { rows, columns },
      { rows: 1, columns },
      { rows, columns: 1 },
      { rows: 1, columns: 1 },
      { rows: 1, columns: 1, element: { index: 2, length: 4 } },
    ],
    formula: everything,
  })),
  {
    name: 'a row and a column make a matrix',
    inputs: [
      { rows: 1, columns: 37 },
      { rows: 19, columns: 1 },
    ],
    formula: (ops, [row, column]) => ops.mul(given(row), given(column)),
  },
  { name: 'a vector alone', inputs: [{ rows: 1, columns: 130 }], formula: (ops, [x]) => ops.sqrt(ops.abs(given(x))) },
];
