/** The histogram with the levels over it and the clip point, which is dragged or moved with the arrow keys. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { bestClip, clipShares, figuresAt } from '../../../domain/compression/seeing/clipCurve.ts';
import type { GridChoice } from '../../../domain/compression/seeing/clipGrid.ts';
import type { ClipView } from '../../../protocol/seeing.ts';
import { linearTicks } from '../../charts/ticks.ts';
import { percent, tick } from '../../format/numbers.ts';
import { clipPicture, type ClipPicture, floor, height, margin } from './clipPicture.ts';
import { significant } from './significant.ts';
import { useSeeingWords } from './useSeeingWords.ts';

interface ClipChartProps {
  readonly view: ClipView;
  readonly name: string;
  readonly choice: GridChoice;
  /** Index into `clipShares`. */
  readonly at: number;
  readonly width: number;
  readonly onMove: (at: number) => void;
}

/** What lies beyond the levels. */
function Beyond({ picture, width }: { readonly picture: ClipPicture; readonly width: number }) {
  const { low, high } = picture.grid.reach;
  const [left, right] = [margin.left, width - margin.right];
  const [from, to] = [Math.max(left, picture.toX(low)), Math.min(right, picture.toX(high))];
  return (
    <g className="clip-beyond" aria-hidden>
      <rect x={left} width={Math.max(0, from - left)} y={margin.top} height={floor - margin.top} />
      <rect x={to} width={Math.max(0, right - to)} y={margin.top} height={floor - margin.top} />
    </g>
  );
}

function Bars({ picture: { all, group } }: { readonly picture: ClipPicture }) {
  return (
    <g aria-hidden>
      {all.map(({ x, width, y }) => (
        <rect key={x} className="bar-all" x={x} width={width} y={y} height={floor - y} />
      ))}
      {group.map(({ x, width, y }) => (
        <rect key={x} className="bar-group" x={x} width={width} y={y} height={floor - y} />
      ))}
    </g>
  );
}

export function ClipChart({ view, name, choice, at, width, onMove }: ClipChartProps) {
  const say = useSeeingWords();
  const svg = useRef<SVGSVGElement>(null);
  const picture = clipPicture(view, choice, at, width);
  const { low, high } = view.histogram;
  const value = picture.clipAt(at);
  const x = picture.toX(value);
  const best = picture.toX(picture.clipAt(bestClip(view.one)));
  const figures = figuresAt(view.one, at);
  const last = clipShares.length - 1;
  const drag = ({ clientX, currentTarget, pointerId, type, buttons }: PointerEvent<SVGSVGElement>): void => {
    if (type === 'pointerdown') currentTarget.setPointerCapture(pointerId);
    else if (buttons === 0) return;
    onMove(picture.nearest(clientX - currentTarget.getBoundingClientRect().left));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // To the right the clip point moves to the right, on whichever side of zero it is.
    const outwards = value < 0 ? 1 : -1;
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: at + outwards,
      ArrowLeft: at - outwards,
      ArrowUp: at - 1,
      ArrowDown: at + 1,
      PageUp: at - 10,
      PageDown: at + 10,
      Home: last,
      End: 0,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onMove(Math.min(last, Math.max(0, target)));
  };
  return (
    <svg
      ref={svg}
      className="clip-chart"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-label={say('histogramLabel', {
        name,
        low: significant(low),
        high: significant(high),
        levels: picture.grid.levels().length,
      })}
      role="group"
      onPointerDown={drag}
      onPointerMove={drag}
    >
      <Bars picture={picture} />
      <Beyond picture={picture} width={width} />
      <g className="clip-levels" aria-hidden>
        {picture.levels.map((place) => (
          <line key={place} x1={place} x2={place} y1={margin.top} y2={floor + 5} />
        ))}
      </g>
      <g className="clip-axis" aria-hidden>
        <line x1={margin.left} x2={width - margin.right} y1={floor} y2={floor} />
        {linearTicks(low, high, Math.max(2, Math.round(width / 90))).map((mark) => (
          <text key={mark} x={picture.toX(mark)} y={height - 6} textAnchor="middle">
            {tick(mark)}
          </text>
        ))}
      </g>
      <path className="clip-best" aria-hidden d={`M${best} ${margin.top}l-5 -9h10z`} />
      <g
        className="clip-handle"
        role="slider"
        tabIndex={0}
        aria-label={say('clipPoint')}
        aria-valuemin={5}
        aria-valuemax={100}
        aria-valuenow={Math.round(100 * (clipShares[at] ?? 1))}
        aria-valuetext={say('clipValue', {
          share: percent(clipShares[at] ?? 1),
          value: significant(value),
          error: significant(figures.meanSquare),
          clipped: percent(figures.clipped),
        })}
        onKeyDown={onKeyDown}
      >
        <line x1={x} x2={x} y1={margin.top} y2={floor + 12} />
        <circle cx={x} cy={floor + 17} r={8} />
      </g>
    </svg>
  );
}
