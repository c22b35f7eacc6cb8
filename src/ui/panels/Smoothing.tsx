/** Weight of the past in the moving average: 0, 0.5, 0.9 … The slider moves over its logarithm, where it matters. */
import { Slider } from 'radix-ui';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { Hint } from '../primitives/Hint.tsx';

const stops = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999];

export function Smoothing() {
  const { t } = useI18n();
  const { preferences } = useActions();
  const smoothing = useAppState((state) => state.preferences.chart.smoothing);
  const after = stops.findIndex((stop) => stop >= smoothing);
  const position = after < 0 ? stops.length - 1 : after;
  const text = smoothing === 0 ? t('off') : String(smoothing);
  return (
    <Hint text={t('smoothingHint')}>
      <div className="smoothing">
        <span className="small muted" aria-hidden>
          {t('smoothing')} <b>{text}</b>
        </span>
        <Slider.Root
          className="slider short"
          min={0}
          max={stops.length - 1}
          value={[position]}
          onValueChange={([moved]) => preferences.setChart({ smoothing: stops[moved ?? 0] ?? 0 })}
        >
          <Slider.Track className="slider-track">
            <Slider.Range className="slider-range" />
          </Slider.Track>
          <Slider.Thumb className="slider-thumb" aria-label={t('smoothing')} aria-valuetext={text} />
        </Slider.Root>
      </div>
    </Hint>
  );
}
