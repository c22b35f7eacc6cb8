/** Two lines over the matrices of a model, from the first to the last. */
import type { LayerError } from '../../../protocol/seeing.ts';
import { type Axis, niceAxis } from '../../charts/ticks.ts';

export const height = 208;
export const margin = { top: 20, right: 12, bottom: 26, left: 52 } as const;

export interface DepthPoint {
  readonly x: number;
  readonly own: number;
  readonly accumulated: number;
}

export interface DepthPicture {
  readonly y: Axis;
  readonly toY: (error: number) => number;
  readonly points: readonly DepthPoint[];
}

/** Infinite errors, of matrices whose outputs were nothing, stand at the upper edge. */
export function depthPicture(layers: readonly LayerError[], width: number): DepthPicture {
  const errors = layers.flatMap(({ own, accumulated }) => [own, accumulated]).filter(Number.isFinite);
  const y = niceAxis('linear', 0, Math.max(1e-6, ...errors), 4);
  const [top, bottom] = [margin.top, height - margin.bottom];
  const toY = (error: number): number =>
    Math.max(top, Number.isFinite(error) ? bottom - ((error - y.min) / (y.max - y.min)) * (bottom - top) : top);
  const span = width - margin.left - margin.right;
  return {
    y,
    toY,
    points: layers.map(({ own, accumulated }, i) => ({
      x: margin.left + (span * (i + 0.5)) / layers.length,
      own: toY(own),
      accumulated: toY(accumulated),
    })),
  };
}
