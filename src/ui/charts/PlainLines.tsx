/** One line for each run. */
import { createContext, memo, useContext, useId } from 'react';
import type { Series } from '../../state/contract.ts';
import type { CrosshairPoint } from './Crosshair.tsx';
import { useHighlight } from './crosshair.ts';
import { linePath } from './path.ts';
import { runStyle } from './runStyle.ts';
import type { ChartRun } from './useChartRuns.ts';
import { type Scales, useScales } from './useScales.ts';

/** What the layers of a small chart draw, handed past the Recharts frame so that it stays still. */
export interface PlainPicture {
  readonly lines: readonly { readonly run: ChartRun; readonly series: Series }[];
  readonly pointsAt: (x: number) => readonly CrosshairPoint[];
}

export const PlainPictureContext = createContext<PlainPicture | null>(null);

export function usePlainPicture(): PlainPicture {
  const picture = useContext(PlainPictureContext);
  if (picture === null) throw new Error('usePlainPicture: no chart above this layer');
  return picture;
}

interface OneLineProps {
  readonly series: Series;
  readonly colour: number;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly scales: Scales;
}

const OneLine = memo(function OneLine({ series, colour, selected, dimmed, scales }: OneLineProps) {
  const style = runStyle(colour);
  return (
    <path
      className="line-smooth"
      d={linePath(series, scales.x, scales.y)}
      stroke={style.colour}
      strokeDasharray={style.dash}
      strokeWidth={selected ? 1.75 : 1.25}
      opacity={dimmed ? 0.28 : 1}
    />
  );
});

export function PlainLines() {
  const { lines } = usePlainPicture();
  const scales = useScales();
  const highlighted = useHighlight();
  const clipId = useId();
  if (scales === null) return null;
  const { left, top, right, bottom } = scales.area;
  return (
    <g>
      <clipPath id={clipId}>
        <rect x={left} y={top - 3} width={right - left + 2} height={bottom - top + 4} />
      </clipPath>
      <g clipPath={`url(#${clipId})`}>
        {lines.map(({ run, series }) => (
          <OneLine
            key={run.id}
            series={series}
            colour={run.colour}
            selected={run.selected}
            dimmed={highlighted !== null && highlighted !== run.id && lines.length > 1}
            scales={scales}
          />
        ))}
      </g>
    </g>
  );
}
