/** Histograms of one kind over the steps, one ridge below the other on a common axis; figures are in the table beside it. */
import type { Spread } from '../../domain/xray/spread.ts';
import { whole } from '../format/numbers.ts';
import { columnsOf, frameOf, type SpreadScale } from './spreadPicture.ts';
import { useXrayWords } from './useXray.ts';

export interface SpreadAt {
  readonly step: number;
  readonly spread: Spread;
}

const [width, ridge, offset, left] = [400, 30, 9, 40];
/** As many as are told apart. */
const mostRidges = 24;

/** Evenly chosen, the last among them. */
function thinned(all: readonly SpreadAt[]): readonly SpreadAt[] {
  const stride = Math.ceil(all.length / mostRidges);
  return all.filter((_, i) => (all.length - 1 - i) % stride === 0);
}

export function RidgeChart({ history, scale }: { readonly history: readonly SpreadAt[]; readonly scale: SpreadScale }) {
  const say = useXrayWords();
  const shown = thinned(history);
  const frame = frameOf(shown.map(({ spread }) => spread));
  const height = ridge + offset * (shown.length - 1) + 2;
  const toX = (place: number): number => left + (width - left) * place;
  return (
    <figure className="ridges">
      <figcaption className="small muted">{say('overTime')}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden>
        {shown.map(({ step, spread }, row) => {
          const floor = ridge + row * offset;
          const points = columnsOf(spread, scale, frame).map(
            ({ from, to, height: share }) => `${toX((from + to) / 2).toFixed(1)} ${(floor - ridge * share).toFixed(1)}`,
          );
          return (
            <g key={step}>
              <path d={`M${toX(0)} ${floor}L${points.join('L')}L${toX(1)} ${floor}Z`} />
              {(row === shown.length - 1 || row % 3 === 0) && (
                <text x={left - 6} y={floor} textAnchor="end">
                  {whole(step)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
