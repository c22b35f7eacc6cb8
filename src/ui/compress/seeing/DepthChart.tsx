/** Own and accumulated error by depth. The lines differ in dash and marks too, and the table has every number. */
import type { LayerError } from '../../../protocol/seeing.ts';
import { percent, tick } from '../../format/numbers.ts';
import { shortMatrix } from '../variantFigures.ts';
import { depthPicture, type DepthPoint, height, margin } from './depthPicture.ts';
import { useSeeingWords } from './useSeeingWords.ts';

type Line = 'own' | 'accumulated';

function Trace({ points, line }: { readonly points: readonly DepthPoint[]; readonly line: Line }) {
  const places = points.map((point) => `${point.x.toFixed(1)} ${point[line].toFixed(1)}`);
  return (
    <g className="depth-line" data-line={line}>
      <path d={`M${places.join('L')}`} />
      {points.map((point) =>
        line === 'own' ? (
          <circle key={point.x} cx={point.x} cy={point.own} r={3} />
        ) : (
          <rect key={point.x} x={point.x - 3} y={point.accumulated - 3} width={6} height={6} />
        ),
      )}
    </g>
  );
}

/** A name needs so many pixels. */
const nameWidth = 92;

export function DepthChart({ layers, width }: { readonly layers: readonly LayerError[]; readonly width: number }) {
  const say = useSeeingWords();
  const { y, toY, points } = depthPicture(layers, width);
  const every = Math.max(1, Math.ceil((layers.length * nameWidth) / (width - margin.left - margin.right)));
  return (
    <svg
      className="depth-chart"
      role="img"
      aria-label={say('depthLabel')}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <g className="board-axes">
        {y.ticks.map((value) => (
          <g key={value}>
            <line x1={margin.left} x2={width - margin.right} y1={toY(value)} y2={toY(value)} />
            <text x={margin.left - 8} y={toY(value) + 4} textAnchor="end">
              {`${tick(Number((100 * value).toPrecision(4)))}\u00a0%`}
            </text>
          </g>
        ))}
        <text className="axis-name" x={margin.left} y={12}>
          {say('depthAxis')}
        </text>
        {points.map(({ x }, i) =>
          i % every === 0 ? (
            <text key={x} x={x} y={height - 6} textAnchor="middle">
              {shortMatrix(layers[i]?.name ?? '')}
            </text>
          ) : null,
        )}
      </g>
      <Trace points={points} line="own" />
      <Trace points={points} line="accumulated" />
      {points.map(({ x }, i) => (
        <rect key={x} className="depth-column" x={x - 6} y={margin.top} width={12} height={height - margin.top}>
          <title>
            {`${shortMatrix(layers[i]?.name ?? '')}: ${percent(layers[i]?.own ?? 0)}, ${percent(layers[i]?.accumulated ?? 0)}`}
          </title>
        </rect>
      ))}
    </svg>
  );
}
