/** Where the loss around a model is measured: points at equal distances, the model itself among them. */

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** Room around a path, of its length. */
const margin = 0.2;

/** From the smallest of the values to the largest with some room; zero is the model, and always inside. */
export function extentAround(values: readonly number[]): Extent {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = high > low ? margin * (high - low) : 1;
  return { low: low - room, high: high + room };
}

/** @returns so many places, moved so that zero is one of them */
export function places({ low, high }: Extent, points: number): readonly number[] {
  const step = (high - low) / (points - 1);
  const before = Math.round(-low / step);
  return Array.from({ length: points }, (_, i) => (i - before) * step);
}

/** Indices of a grid from the model outwards, so that what is cancelled has its middle. */
export function outwards(xs: readonly number[], ys: readonly number[]): readonly (readonly [number, number])[] {
  const [ofX, ofY] = [xs, ys].map((values) => Math.max(...values.map(Math.abs)) || 1) as [number, number];
  const distance = ([x, y]: readonly [number, number]): number =>
    Math.max(Math.abs(xs[x] as number) / ofX, Math.abs(ys[y] as number) / ofY);
  return ys.flatMap((_, y) => xs.map((__, x) => [x, y] as const)).toSorted((a, b) => distance(a) - distance(b));
}
