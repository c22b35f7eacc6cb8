/** Takes the pointer, draws the vertical line that all charts share, and dots where it meets the curves. */
import type { PointerEvent } from 'react';
import { moveCrosshair, useCrosshair } from './crosshair.ts';
import { useScales } from './useScales.ts';

export interface CrosshairPoint {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

interface CrosshairProps {
  /** Measured points nearest to x, one for each curve. */
  readonly pointsAt: (x: number) => readonly CrosshairPoint[];
}

/** Pixels of an SVG are those of the page unless a parent is scaled. */
const offset = (event: PointerEvent<SVGRectElement>): number => {
  const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
  return event.clientX - (box?.left ?? 0);
};

export function Crosshair({ pointsAt }: CrosshairProps) {
  const scales = useScales();
  const at = useCrosshair();
  if (scales === null) return null;
  const { x, y, invertX, area } = scales;
  const points = at === null ? [] : pointsAt(at);
  const px = x(points[0]?.x ?? at ?? Number.NaN);
  const inside = Number.isFinite(px) && px >= area.left - 1 && px <= area.right + 1;
  return (
    <g>
      {at !== null && inside && (
        <g className="crosshair">
          <line x1={px} x2={px} y1={area.top} y2={area.bottom} />
          {points.map(
            (point) =>
              Number.isFinite(y(point.y)) && (
                <circle key={point.key} cx={x(point.x)} cy={y(point.y)} r={3.5} fill={point.colour} />
              ),
          )}
        </g>
      )}
      <rect
        className="crosshair-target"
        x={area.left}
        y={area.top}
        width={Math.max(0, area.right - area.left)}
        height={Math.max(0, area.bottom - area.top)}
        onPointerMove={(event) => moveCrosshair(invertX(offset(event)))}
        onPointerDown={(event) => moveCrosshair(invertX(offset(event)))}
        onPointerLeave={() => moveCrosshair(null)}
      />
    </g>
  );
}
