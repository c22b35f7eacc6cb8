/** A landscape as contours at losses in equal ratios, and where its places lie in the picture. */
import { contours } from 'd3-contour';
import type { Landscape } from '../../protocol/xray.ts';

export const side = 420;
export const bands = 9;

export interface Band {
  /** Nats at which it begins. */
  readonly from: number;
  readonly path: string;
}

export interface LandscapePicture {
  readonly bands: readonly Band[];
  readonly lowest: number;
  readonly highest: number;
  readonly toX: (x: number) => number;
  readonly toY: (y: number) => number;
}

const extentOf = (values: readonly number[]): readonly [number, number] => [values[0] ?? 0, values.at(-1) ?? 1];

/** The height above the lowest loss, of which bands are equal parts of its logarithm: valleys are told apart, walls are not. */
export function landscapePicture({ xs, ys, losses }: Landscape): LandscapePicture {
  const measured = Array.from(losses).filter((loss) => Number.isFinite(loss));
  const [lowest, highest] = [Math.min(...measured), Math.max(...measured)];
  const span = Math.max(highest - lowest, 1e-9);
  const heightOf = (loss: number): number =>
    Number.isNaN(loss) ? Number.NaN : Math.log1p(99 * Math.min(1, (loss - lowest) / span)) / Math.log(100);
  const thresholds = Array.from({ length: bands }, (_, i) => i / bands);
  const [columns, rows] = [xs.length, ys.length];
  const scale = (index: number, count: number): number => (side * (index - 0.5)) / (count - 1);
  const rings = contours().size([columns, rows]).thresholds(thresholds)(Array.from(losses, heightOf));
  const [x0, x1] = extentOf(xs);
  const [y0, y1] = extentOf(ys);
  const point = ([x = 0, y = 0]: readonly number[]): string =>
    `${scale(x, columns).toFixed(1)} ${(side - scale(y, rows)).toFixed(1)}`;
  return {
    bands: rings.map(({ value, coordinates }) => ({
      from: lowest + (span * (100 ** value - 1)) / 99,
      path: coordinates.flatMap((polygon) => polygon.map((ring) => `M${ring.map(point).join('L')}Z`)).join(''),
    })),
    lowest,
    highest,
    toX: (x) => (side * (x - x0)) / (x1 - x0),
    toY: (y) => side - (side * (y - y0)) / (y1 - y0),
  };
}
