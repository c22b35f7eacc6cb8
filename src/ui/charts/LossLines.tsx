/** The curves: raw values faint, their moving average strong, validation as a thin line with markers. */
import { memo } from 'react';
import type { Series } from '../../state/contract.ts';
import { useHighlight } from './crosshair.ts';
import { linePath } from './path.ts';
import { markerPath, runStyle } from './runStyle.ts';
import type { ChartRun } from './useChartRuns.ts';
import { type Scales, useScales } from './useScales.ts';

export interface RunLines {
  readonly run: ChartRun;
  /** As measured; null where only the average is drawn. */
  readonly raw: Series | null;
  readonly smooth: Series;
  readonly validation: Series | null;
}

/** Markers closer than this on screen would run into each other. */
const leastMarkerGap = 13;

function markersOf(validation: Series, { x, y }: Scales): readonly (readonly [number, number])[] {
  const places: [number, number][] = [];
  for (let index = validation.x.length - 1; index >= 0; index--) {
    const px = x(validation.x[index] ?? Number.NaN);
    const py = y(validation.y[index] ?? Number.NaN);
    const before = places.at(-1);
    if (Number.isFinite(px) && Number.isFinite(py) && (before === undefined || before[0] - px >= leastMarkerGap)) {
      places.push([px, py]);
    }
  }
  return places;
}

interface OneRunProps {
  readonly lines: RunLines;
  readonly scales: Scales;
  readonly dimmed: boolean;
}

const OneRun = memo(function OneRun({ lines, scales, dimmed }: OneRunProps) {
  const { run, raw, smooth, validation } = lines;
  const { colour, dash, marker } = runStyle(run.colour);
  const path = (series: Series): string => linePath(series, scales.x, scales.y);
  return (
    <g opacity={dimmed ? 0.28 : 1}>
      {raw !== null && <path d={path(raw)} className="line-raw" stroke={colour} />}
      <path
        d={path(smooth)}
        className="line-smooth"
        stroke={colour}
        strokeDasharray={dash}
        strokeWidth={run.selected ? 2.25 : 1.75}
      />
      {validation !== null && (
        <>
          <path d={path(validation)} className="line-validation" stroke={colour} />
          {markersOf(validation, scales).map(([x, y]) => (
            <path key={x} d={markerPath(marker, x, y, 3.4)} className="line-marker" stroke={colour} />
          ))}
        </>
      )}
    </g>
  );
});

export function LossLines({ lines, clipId }: { readonly lines: readonly RunLines[]; readonly clipId: string }) {
  const scales = useScales();
  const highlighted = useHighlight();
  if (scales === null) return null;
  const { left, top, right, bottom } = scales.area;
  return (
    <g>
      <clipPath id={clipId}>
        <rect x={left} y={top - 6} width={right - left + 5} height={bottom - top + 6} />
      </clipPath>
      <g clipPath={`url(#${clipId})`}>
        {lines.map((item) => (
          <OneRun
            key={item.run.id}
            lines={item}
            scales={scales}
            dimmed={highlighted !== null && highlighted !== item.run.id && lines.length > 1}
          />
        ))}
      </g>
    </g>
  );
}
