/**
 * Weights as a quantiser would write them, without writing them: what a forward pass computes with while the full
 * precision is trained. The levels are those of `rtn`, `ternary` and `binary`, to the last bit.
 */
import type { Matrix } from '../contract.ts';
import { groupCount, groupRange, type Range } from '../encodings/groups.ts';
import { toF16 } from '../numeric/halfFloats.ts';
import { roundHalfEven } from '../numeric/roundHalfEven.ts';
import { codeOf, extentOf, gridOf, valueOf } from './integerGrid.ts';
import { meanAbs } from './meanAbs.ts';

export type LevelRule = 'asymmetric' | 'symmetric' | 'ternary' | 'binary';

export interface WeightGrid {
  readonly rule: LevelRule;
  /** Of whole levels; the other two rules have theirs. */
  readonly bits: number;
  /** Inputs that share a scale; 0 for one scale in all (`encodings/groups.ts`). */
  readonly group: number;
}

/** Row-major [rows, columns], as the quantiser's encoding decodes. */
export function fakeQuantized(matrix: Matrix, grid: WeightGrid): Float32Array<ArrayBuffer> {
  const grouped = { rows: matrix.rows, columns: matrix.columns, group: grid.group };
  const result = new Float32Array(matrix.values.length);
  const groups = groupCount(grouped);
  for (let index = 0; index < groups; index++) quantizeRange(matrix.values, groupRange(grouped, index), grid, result);
  return result;
}

function quantizeRange(values: Float32Array, range: Range, { rule, bits }: WeightGrid, result: Float32Array): void {
  const { start, end } = range;
  if (rule === 'asymmetric' || rule === 'symmetric') {
    const grid = gridOf(extentOf(values, range), { bits, symmetric: rule === 'symmetric' });
    for (let i = start; i < end; i++) result[i] = valueOf(codeOf(values[i] ?? 0, grid, bits), grid);
    return;
  }
  const size = meanAbs(values, range);
  const scale = rule === 'binary' ? toF16(2 * size) : toF16(size);
  for (let i = start; i < end; i++) {
    const value = values[i] ?? 0;
    if (rule === 'binary') result[i] = value >= 0 ? scale / 2 : -scale / 2;
    else result[i] = scale * trit(value, scale);
  }
}

const trit = (value: number, scale: number): number =>
  scale === 0 ? 0 : Math.min(1, Math.max(-1, roundHalfEven(Math.fround(value / scale))));
