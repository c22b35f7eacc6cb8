/** What the model writes by itself at each validation; the slider goes back to its first attempts. */
import { Slider } from 'radix-ui';
import { useState } from 'react';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { whole } from '../format/numbers.ts';
import { TokenText } from './TokenText.tsx';

export function SamplePanel() {
  const { t } = useI18n();
  const samples = useAppState((state) => state.run.samples);
  // null follows the newest.
  const [chosen, setChosen] = useState<number | null>(null);
  const last = samples.length - 1;
  const index = Math.min(chosen ?? last, last);
  const sample = samples[index];
  const coming = useAppState((state) => state.run.phase === 'running' || state.run.phase === 'preparing');
  const step = sample === undefined ? '' : whole(sample.step);
  return (
    <section className="panel sample-panel" aria-labelledby="sample-title">
      <header className="panel-head">
        <h2 id="sample-title">{t('sample')}</h2>
        <span className="muted small">{sample === undefined ? '' : t('sampleAt', { step })}</span>
        <span className="grow" />
        <span className="shade-key small muted">
          {t('shadeLow')} <i aria-hidden /> {t('shadeHigh')}
        </span>
      </header>
      {sample === undefined ? (
        <p className="empty">{t(coming ? 'sampleComing' : 'sampleNone')}</p>
      ) : (
        <TokenText
          label={t('sampleLabel', { step })}
          tokens={sample.tokens.map((token) => ({ token, fromPrompt: token.given === true }))}
        />
      )}
      {samples.length > 1 && (
        <div className="history">
          <span className="small muted">{t('stepNumber', { step: whole(samples[0]?.step ?? 0) })}</span>
          <Slider.Root
            className="slider"
            min={0}
            max={last}
            value={[index]}
            onValueChange={([moved]) => setChosen(moved === undefined || moved === last ? null : moved)}
          >
            <Slider.Track className="slider-track">
              <Slider.Range className="slider-range" />
            </Slider.Track>
            <Slider.Thumb
              className="slider-thumb"
              aria-label={t('sampleHistory')}
              aria-valuetext={t('stepNumber', { step })}
            />
          </Slider.Root>
          <span className="small muted">{t(index === last ? 'now' : 'stepNumber', { step })}</span>
        </div>
      )}
    </section>
  );
}
