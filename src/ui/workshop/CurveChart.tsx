/** Lines over the probability of the right token. They differ in dash as well as in colour, and every number is in the table below. */
import { useId } from 'react';
import { markerPath, runStyle } from '../charts/runStyle.ts';
import { niceAxis } from '../charts/ticks.ts';
import { tick } from '../format/numbers.ts';

export interface CurveLine {
  readonly id: string;
  readonly style: number;
  readonly strong: boolean;
  readonly ys: readonly number[];
}

interface CurveChartProps {
  readonly label: string;
  readonly xs: readonly number[];
  readonly lines: readonly CurveLine[];
  /** What the y axis must show; lines beyond are cut off. */
  readonly range: readonly [number, number];
  /** Index among `xs` that is marked. */
  readonly place: number;
  readonly width: number;
}

const height = 190;
const margin = { top: 10, right: 10, bottom: 22, left: 40 };
const xTicks = [0, 0.25, 0.5, 0.75, 1];

export function CurveChart({ label, xs, lines, range, place: marked, width }: CurveChartProps) {
  const clip = useId();
  const y = niceAxis('linear', range[0], range[1], 5);
  const right = Math.max(margin.left + 1, width - margin.right);
  const bottom = height - margin.bottom;
  const toX = (value: number): number => margin.left + value * (right - margin.left);
  const toY = (value: number): number => bottom - ((value - y.min) / (y.max - y.min)) * (bottom - margin.top);
  // Far beyond the picture, so that the line leaves it, and no further than a drawing knows numbers.
  const place = (value: number): number => Math.max(-height, Math.min(2 * height, toY(value)));
  return (
    <svg
      className="curve-chart"
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <clipPath id={clip}>
        <rect x={margin.left} y={margin.top} width={right - margin.left} height={bottom - margin.top} />
      </clipPath>
      <g className="board-axes">
        {y.ticks.map((value) => (
          <g key={value}>
            <line x1={margin.left} x2={right} y1={toY(value)} y2={toY(value)} data-zero={value === 0 || undefined} />
            <text x={margin.left - 6} y={toY(value) + 4} textAnchor="end">
              {tick(value)}
            </text>
          </g>
        ))}
        {xTicks.map((value) => (
          <text key={value} x={toX(value)} y={height - 6} textAnchor={value === 1 ? 'end' : 'middle'}>
            {tick(value)}
          </text>
        ))}
      </g>
      <line className="curve-at" x1={toX(xs[marked] ?? 0)} x2={toX(xs[marked] ?? 0)} y1={margin.top} y2={bottom} />
      <g clipPath={`url(#${clip})`}>
        {lines.map(({ id, style: index, strong, ys }) => {
          const style = runStyle(index);
          return (
            <g key={id}>
              <path
                className="curve-line"
                d={`M${ys.map((value, i) => `${toX(xs[i] ?? 0).toFixed(1)} ${place(value).toFixed(1)}`).join('L')}`}
                stroke={style.colour}
                strokeDasharray={style.dash}
                strokeWidth={strong ? 2.5 : 1.5}
              />
              <path
                className="curve-mark"
                d={markerPath(style.marker, toX(xs[marked] ?? 0), place(ys[marked] ?? 0), 3.6)}
                stroke={style.colour}
              />
            </g>
          );
        })}
      </g>
    </svg>
  );
}
