/** Editing the points of a drawn schedule: they keep their order, and at least one stays. */
import { factorAt, mostPoints, type CurvePoint } from '../../../domain/schedules/points.ts';

/** A point somewhere else, between its neighbours. */
export function movePoint(points: readonly CurvePoint[], at: number, to: CurvePoint): readonly CurvePoint[] {
  const [low, high] = [points[at - 1]?.percent ?? 0, points[at + 1]?.percent ?? 100];
  const moved = {
    percent: Math.min(high, Math.max(low, to.percent)),
    factor: Math.min(1, Math.max(0, to.factor)),
  };
  return points.map((point, i) => (i === at ? moved : point));
}

export interface Inserted {
  readonly points: readonly CurvePoint[];
  /** Of the new point. */
  readonly at: number;
}

/** Null where there are as many as there may be. */
export function insertPoint(points: readonly CurvePoint[], point: CurvePoint): Inserted | null {
  if (points.length >= mostPoints) return null;
  const next = points.findIndex(({ percent }) => percent > point.percent);
  const at = next < 0 ? points.length : next;
  return { points: points.toSpliced(at, 0, point), at };
}

/** On the line, in the middle between a point and the next, or between the last one and the end. */
export function pointBehind(points: readonly CurvePoint[], at: number): CurvePoint {
  const before = points[at]?.percent ?? 0;
  const percent = Math.round(100 * ((before + (points[at + 1]?.percent ?? 100)) / 2)) / 100;
  return { percent, factor: factorAt(points, percent) };
}

export const removePoint = (points: readonly CurvePoint[], at: number): readonly CurvePoint[] =>
  points.length > 1 ? points.toSpliced(at, 1) : points;
