/** One line for each run. */
import type { Series } from '../../state/contract.ts';
import { useHighlight } from './crosshair.ts';
import { linePath } from './path.ts';
import { runStyle } from './runStyle.ts';
import type { ChartRun } from './useChartRuns.ts';
import { useScales } from './useScales.ts';

interface PlainLinesProps {
  readonly lines: readonly { readonly run: ChartRun; readonly series: Series }[];
  readonly clipId: string;
}

export function PlainLines({ lines, clipId }: PlainLinesProps) {
  const scales = useScales();
  const highlighted = useHighlight();
  if (scales === null) return null;
  const { left, top, right, bottom } = scales.area;
  return (
    <g>
      <clipPath id={clipId}>
        <rect x={left} y={top - 3} width={right - left + 2} height={bottom - top + 4} />
      </clipPath>
      <g clipPath={`url(#${clipId})`}>
        {lines.map(({ run, series }) => {
          const { colour, dash } = runStyle(run.colour);
          const dimmed = highlighted !== null && highlighted !== run.id && lines.length > 1;
          return (
            <path
              key={run.id}
              className="line-smooth"
              d={linePath(series, scales.x, scales.y)}
              stroke={colour}
              strokeDasharray={dash}
              strokeWidth={run.selected ? 1.75 : 1.25}
              opacity={dimmed ? 0.28 : 1}
            />
          );
        })}
      </g>
    </g>
  );
}
