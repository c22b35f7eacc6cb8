/** SVG path data for a poly-line; a gap wherever a value is missing. */
export interface Series {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export type Scale = (value: number) => number;

export function linePath(series: Series, x: Scale, y: Scale): string {
  let path = '';
  let pen = 'M';
  for (let index = 0; index < series.x.length; index++) {
    const px = x(series.x[index] ?? Number.NaN);
    const py = y(series.y[index] ?? Number.NaN);
    if (Number.isFinite(px) && Number.isFinite(py)) {
      path += `${pen}${px.toFixed(1)} ${py.toFixed(1)}`;
      pen = 'L';
    } else {
      pen = 'M';
    }
  }
  return path;
}

/** Index of the value nearest to x in an ascending list, or -1 if it is empty. */
export function nearestIndex(values: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const before = values[low - 1];
  return before !== undefined && x - before < (values[low] ?? Infinity) - x ? low - 1 : low < values.length ? low : -1;
}
