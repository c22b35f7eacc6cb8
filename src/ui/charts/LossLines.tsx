/** The curves: raw values faint, their moving average strong, validation as a thin line with markers. */
import { memo, useId } from 'react';
import type { Series } from '../../state/contract.ts';
import { useHighlight } from './crosshair.ts';
import { useLossPicture } from './lossPicture.ts';
import { linePath } from './path.ts';
import { type Marker, markerPath, runStyle } from './runStyle.ts';
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

/** All markers of a line as one path, from its end backwards, so that the last value always has one. */
function markersOf(validation: Series, marker: Marker, { x, y }: Scales): string {
  let path = '';
  let before = Infinity;
  for (let index = validation.x.length - 1; index >= 0; index--) {
    const px = x(validation.x[index] ?? Number.NaN);
    const py = y(validation.y[index] ?? Number.NaN);
    if (!Number.isFinite(px) || !Number.isFinite(py) || before - px < leastMarkerGap) continue;
    path += markerPath(marker, px, py, 3.4);
    before = px;
  }
  return path;
}

interface OneRunProps extends Pick<RunLines, 'raw' | 'smooth' | 'validation'> {
  readonly colour: number;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly scales: Scales;
}

const OneRun = memo(function OneRun({ raw, smooth, validation, colour, selected, dimmed, scales }: OneRunProps) {
  const style = runStyle(colour);
  const path = (series: Series): string => linePath(series, scales.x, scales.y);
  return (
    <g opacity={dimmed ? 0.28 : 1} stroke={style.colour}>
      {raw !== null && <path d={path(raw)} className="line-raw" />}
      <path
        d={path(smooth)}
        className="line-smooth"
        strokeDasharray={style.dash}
        strokeWidth={selected ? 2.25 : 1.75}
      />
      {validation !== null && (
        <>
          <path d={path(validation)} className="line-validation" />
          <path d={markersOf(validation, style.marker, scales)} className="line-marker" />
        </>
      )}
    </g>
  );
});

export function LossLines() {
  const { lines } = useLossPicture();
  const scales = useScales();
  const highlighted = useHighlight();
  const clipId = useId();
  if (scales === null) return null;
  const { left, top, right, bottom } = scales.area;
  return (
    <g>
      <clipPath id={clipId}>
        <rect x={left} y={top - 6} width={right - left + 5} height={bottom - top + 6} />
      </clipPath>
      <g clipPath={`url(#${clipId})`}>
        {lines.map(({ run, raw, smooth, validation }) => (
          <OneRun
            key={run.id}
            raw={raw}
            smooth={smooth}
            validation={validation}
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
