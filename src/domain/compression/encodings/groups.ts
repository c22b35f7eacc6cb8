/**
 * Which weights share a scale. Whatever the granularity, they lie beside each other in row-major order: all of the matrix
 * (`group` 0), a row (`group` = columns), or `group` inputs of a row, the last group of a row being shorter where the row
 * is not a multiple.
 */
import type { Shape } from '../contract.ts';

export interface Grouped extends Shape {
  /** Inputs that share a scale; 0 for one scale in all. */
  readonly group: number;
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

export const groupsPerRow = ({ columns, group }: Grouped): number => Math.ceil(columns / group);

export const groupCount = (grouped: Grouped): number =>
  grouped.group === 0 ? 1 : grouped.rows * groupsPerRow(grouped);

/** Of the weights that share scale number `index`. */
export function groupRange(grouped: Grouped, index: number): Range {
  const { rows, columns, group } = grouped;
  if (group === 0) return { start: 0, end: rows * columns };
  const perRow = groupsPerRow(grouped);
  const row = Math.floor(index / perRow);
  const start = row * columns + (index % perRow) * group;
  return { start, end: Math.min(start + group, (row + 1) * columns) };
}

/** Number of the scale of a weight. */
export function groupIndex(grouped: Grouped, row: number, column: number): number {
  return grouped.group === 0 ? 0 : row * groupsPerRow(grouped) + Math.floor(column / grouped.group);
}
