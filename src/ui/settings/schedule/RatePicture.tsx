/** The loss of a range test over the learning rate, both logarithmic: what was measured, the fitted curve, the suggestions. */
import { formatNumber } from '../../../domain/config/formatNumber.ts';
import type { RateRange, RateSuggestion } from '../../../domain/schedules/rateTest.ts';
import type { RatePoint } from '../../../protocol/rates.ts';
import { fixed } from '../../format/numbers.ts';
import { useScheduleWords } from './useScheduleWords.ts';

const [width, height] = [264, 110];
const bottom = height - 14;

interface RatePictureProps {
  readonly points: readonly RatePoint[];
  readonly range: RateRange;
  readonly suggestion: RateSuggestion | null;
}

export function RatePicture({ points, range, suggestion }: RatePictureProps) {
  const say = useScheduleWords();
  const least = points.reduce<RatePoint | undefined>((a, b) => (a && a.lossNats <= b.lossNats ? a : b), undefined);
  const first = points[0];
  if (!least || !first) return null;
  const [low, high] = [range.lowest, range.highest].map(Math.log10) as [number, number];
  // What bursts would press everything else to the floor.
  const top = least.lossNats + 1.6 * Math.max(first.lossNats - least.lossNats, 0.05 * Math.abs(least.lossNats), 1e-6);
  const floor = least.lossNats - 0.1 * (top - least.lossNats);
  const xOf = (rate: number): number => 4 + ((Math.log10(rate) - low) / (high - low)) * (width - 8);
  const yOf = (loss: number): number => 4 + (bottom - 4) * (1 - (Math.min(top, loss) - floor) / (top - floor));
  const path = (losses: readonly number[]): string =>
    `M${losses.map((loss, i) => `${xOf(points[i]?.rate ?? Number.NaN).toFixed(1)} ${yOf(loss).toFixed(1)}`).join('L')}`;
  const decades = Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i);
  return (
    <svg
      className="rate-picture"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={say('picture', {
        lowest: formatNumber(range.lowest),
        highest: formatNumber(range.highest),
        loss: fixed(least.lossNats, 3),
        rate: formatNumber(Number(least.rate.toPrecision(2))),
      })}
    >
      {decades.map((power) => (
        <g key={power}>
          <line className="rate-grid" x1={xOf(10 ** power)} x2={xOf(10 ** power)} y1={4} y2={bottom} />
          <text
            x={xOf(10 ** power)}
            y={height - 3}
            textAnchor={power <= low ? 'start' : power >= high ? 'end' : 'middle'}
          >
            {formatNumber(10 ** power)}
          </text>
        </g>
      ))}
      <path className="rate-raw" d={path(points.map(({ lossNats }) => lossNats))} />
      {suggestion && <path className="rate-smooth" d={path(suggestion.smooth)} />}
      {(['steepest', 'tenth'] as const).map((key) => {
        const rate = suggestion?.[key] ?? null;
        return (
          rate !== null && <line key={key} className={`rate-${key}`} x1={xOf(rate)} x2={xOf(rate)} y1={4} y2={bottom} />
        );
      })}
    </svg>
  );
}
