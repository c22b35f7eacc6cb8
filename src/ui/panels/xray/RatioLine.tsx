/** How the ratio of update to weight went over the run, on a logarithmic scale, before the zone in which it usually lies. */
import { usualRatio, usualRatios } from '../../../domain/metrics/updateRatio.ts';
import type { Series } from '../../../state/contract.ts';
import { linePath } from '../../charts/path.ts';

const [width, height] = [240, 30];
const [lowest, highest] = [1e-5, 0.1];

/** What is beyond the scale is drawn at its edge. */
function yOf(ratio: number): number {
  const decades = Math.log10(highest / Math.min(highest, Math.max(lowest, ratio)));
  return 1 + ((height - 2) * decades) / Math.log10(highest / lowest);
}

/** A picture of numbers that are written beside it. */
export function RatioLine({ ratios }: { readonly ratios: Series }) {
  const first = ratios.x[0] ?? 0;
  const span = Math.max(1, (ratios.x.at(-1) ?? 0) - first);
  const [low, high] = usualRatios;
  const path = linePath(ratios, (step) => (width * (step - first)) / span, yOf);
  return (
    <svg className="ratio-line" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
      <rect className="zone" width={width} y={yOf(high)} height={yOf(low) - yOf(high)} />
      <line className="zone-middle" x2={width} y1={yOf(usualRatio)} y2={yOf(usualRatio)} />
      <path d={path} />
    </svg>
  );
}
