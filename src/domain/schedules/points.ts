/** The points of a drawn schedule as text: "0_0.1 10_1 100_0", percent of the steps and multiplier; stays short in a link. */

export interface CurvePoint {
  /** 0 to 100 percent of the planned steps. */
  readonly percent: number;
  /** 0 to 1. */
  readonly factor: number;
}

export const mostPoints = 16;

const pair = /^(\d+(?:\.\d+)?)_(\d+(?:\.\d+)?)$/;

/** Null unless it is `printPoints` of some points, or means the same: in order, within bounds, 1 to `mostPoints`. */
export function parsePoints(text: string): readonly CurvePoint[] | null {
  const points = readable(text);
  const words = text.split(/\s+/).filter((word) => word !== '');
  const legal = points.length > 0 && points.length <= mostPoints && points.length === words.length;
  const ordered = points.every(({ percent, factor }, i) => {
    return percent >= (points[i - 1]?.percent ?? 0) && percent <= 100 && factor <= 1;
  });
  return legal && ordered ? points : null;
}

/** What can be read of a text: into order and within bounds. */
export const repairPoints = (text: string): readonly CurvePoint[] =>
  readable(text)
    .map(({ percent, factor }) => ({ percent: Math.min(percent, 100), factor: Math.min(factor, 1) }))
    .toSorted((a, b) => a.percent - b.percent)
    .slice(0, mostPoints);

const readable = (text: string): readonly CurvePoint[] =>
  text.split(/\s+/).flatMap((word) => {
    const [, percent, factor] = pair.exec(word) ?? [];
    return percent === undefined ? [] : [{ percent: Number(percent), factor: Number(factor) }];
  });

const short = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

export const printPoints = (points: readonly CurvePoint[]): string =>
  points.map(({ percent, factor }) => `${short(percent, 2)}_${short(factor, 4)}`).join(' ');

/** Straight lines between the points, level before the first and behind the last; of two at one place the later holds. */
export function factorAt(points: readonly CurvePoint[], percent: number): number {
  const next = points.findIndex((point) => point.percent > percent);
  const after = points[next];
  const before = next < 0 ? points.at(-1) : points[next - 1];
  if (!before || !after) return (before ?? after)?.factor ?? 1;
  const share = (percent - before.percent) / (after.percent - before.percent);
  return before.factor + share * (after.factor - before.factor);
}
