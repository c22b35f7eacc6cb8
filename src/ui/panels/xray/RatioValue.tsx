/** A ratio of update to weight as a number, a mark and a word. */
import { ratioClass, updateRatio, type RatioClass } from '../../../domain/metrics/updateRatio.ts';
import type { TensorNorms } from '../../../domain/metrics/tensorNorms.ts';
import { useXrayWords } from './useXrayWords.ts';

/** Height on a scale, not only a colour. */
const marks: Readonly<Record<RatioClass, string>> = {
  none: '',
  tiny: '▼▼',
  small: '▼',
  usual: '●',
  large: '▲',
  huge: '▲▲',
};

export const exponential = (value: number): string => (Number.isFinite(value) ? value.toExponential(1) : '–');

export function RatioValue({ norms }: { readonly norms: TensorNorms }) {
  const t = useXrayWords();
  const ratio = updateRatio(norms);
  const found = ratioClass(ratio);
  return (
    <span className="ratio-value" data-ratio={found}>
      <span className="mono">{exponential(ratio)}</span>{' '}
      <span className="ratio-word">
        <i aria-hidden>{marks[found]}</i> {t(`ratio-${found}`)}
      </span>
    </span>
  );
}
