/**
 * Axes, grid and size of a chart, by Recharts. The lines themselves are layers inside it that read its scales: they
 * follow the data ten times a second while the frame stays as it is, which keeps an update within a frame's time.
 */
import { memo, type ReactNode } from 'react';
import { CartesianGrid, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { tick } from '../format/numbers.ts';
import type { Axis } from './ticks.ts';

export interface PlotMargin {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

interface PlotFrameProps {
  readonly x: Axis;
  readonly y: Axis;
  readonly margin: PlotMargin;
  readonly yWidth: number;
  /** The layers, always the same element: they take their data from a context around the frame. */
  readonly children: ReactNode;
}

// Recharts draws no axis without a datum; the layers bring the real ones.
const noData = [{ x: 0, y: 0 }];

export const PlotFrame = memo(function PlotFrame({ x, y, margin, yWidth, children }: PlotFrameProps) {
  return (
    <ResponsiveContainer width="100%" height="100%" minWidth={80} minHeight={40}>
      <LineChart data={noData} margin={margin} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="x"
          type="number"
          domain={[x.min, x.max]}
          scale={x.scale}
          ticks={x.ticks}
          tickFormatter={tick}
          allowDataOverflow
          interval="preserveStartEnd"
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          height={20}
        />
        <YAxis
          dataKey="y"
          type="number"
          domain={[y.min, y.max]}
          scale={y.scale}
          ticks={y.ticks}
          tickFormatter={tick}
          allowDataOverflow
          interval={0}
          tickLine={false}
          axisLine={false}
          width={yWidth}
        />
        {children}
      </LineChart>
    </ResponsiveContainer>
  );
});
