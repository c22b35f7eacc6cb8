/** A histogram whose bins are read with the pointer or the arrow keys. */
import { type KeyboardEvent, useState } from 'react';
import { sizeOf, type Spread } from '../../domain/xray/spread.ts';
import { significant } from '../compress/seeing/significant.ts';
import { percent, whole } from '../format/numbers.ts';
import { columnsOf, frameOf, type SpreadScale } from './spreadPicture.ts';
import { useXrayWords } from './useXray.ts';

const [width, height] = [640, 140];

interface SpreadChartProps {
  readonly spread: Spread;
  readonly scale: SpreadScale;
  readonly name: string;
}

export function SpreadChart({ spread, scale, name }: SpreadChartProps) {
  const say = useXrayWords();
  const [at, setAt] = useState<number | null>(null);
  const frame = frameOf([spread]);
  const shape = columnsOf(spread, scale, frame);
  const last = shape.length - 1;
  const middle = Math.floor(last / 2);
  const chosen = at === null ? undefined : shape[Math.min(at, last)];
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, PageUp: 8, PageDown: -8 };
    const ends: Readonly<Record<string, number>> = { Home: 0, End: last };
    const step = steps[event.key];
    const target = step === undefined ? ends[event.key] : (at ?? middle) + step;
    if (target === undefined) return;
    event.preventDefault();
    setAt(Math.min(last, Math.max(0, target)));
  };
  const ends = [sizeOf(frame.first), sizeOf(frame.last + 1)] as const;
  const marks =
    scale === 'linear'
      ? [-spread.reach, 0, spread.reach]
      : [...(frame.signed ? [-ends[1]] : []), 0, ...(frame.signed ? [] : [ends[0]]), ends[1]];
  const words =
    chosen === undefined
      ? ''
      : say('bin', {
          low: significant(chosen.bin.low),
          high: significant(chosen.bin.high),
          count: whole(chosen.bin.count),
          share: percent(chosen.bin.count / spread.count),
        });
  return (
    <div>
      <svg
        className="spread-chart"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="application"
        aria-label={say('histogram', { kind: name })}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {shape.map(({ from, to, height: share }, i) => (
          <g key={from} onPointerEnter={() => setAt(i)} data-at={i === at || undefined}>
            <rect className="column" x={width * from} width={width * (to - from)} height={height} />
            <rect
              className="bar"
              x={width * from}
              width={Math.max(0.5, width * (to - from) - 1)}
              y={height * (1 - share)}
              height={height * share}
            />
          </g>
        ))}
      </svg>
      <p className="spread-axis small muted mono" aria-hidden>
        {marks.map((mark, i) => (
          <span key={i}>{significant(mark)}</span>
        ))}
      </p>
      <p className="small readout" role="status">
        {words}
      </p>
    </div>
  );
}
