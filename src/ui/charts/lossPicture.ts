/** What the layers of the loss chart draw, handed past the Recharts frame so that it stays still. */
import { createContext, useContext } from 'react';
import type { CrosshairPoint } from './Crosshair.tsx';
import type { Reference } from './LossLabels.tsx';
import type { RunLines } from './LossLines.tsx';
import type { Axis } from './ticks.ts';

export interface LossPicture {
  readonly lines: readonly RunLines[];
  readonly references: readonly Reference[];
  readonly axis: Axis;
  /** Of the whole chart, pixels. */
  readonly width: number;
  /** Measured points nearest to x, one for each curve. */
  readonly pointsAt: (x: number) => readonly CrosshairPoint[];
  /** x of a step of a run, in units of the x axis. */
  readonly xOfStep: (runId: string, step: number) => number;
}

export const LossPictureContext = createContext<LossPicture | null>(null);

export function useLossPicture(): LossPicture {
  const picture = useContext(LossPictureContext);
  if (picture === null) throw new Error('useLossPicture: no loss chart above this layer');
  return picture;
}
