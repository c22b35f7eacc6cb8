/** The noise scale of the gradient, measured on demand, and what it says about the size of the batch. */
import { useState } from 'react';
import { batchVerdict } from '../../domain/xray/noiseScale.ts';
import type { NoiseResult } from '../../protocol/xray.ts';
import { significant } from '../compress/seeing/significant.ts';
import { WholeField } from '../compress/seeing/WholeField.tsx';
import { compact, whole } from '../format/numbers.ts';
import { MeasureButton, MeasureState } from './MeasureBar.tsx';
import { useMeasurement, useXrayQuestions, useXrayWords } from './useXray.ts';

const short = (value: number): string => (Number.isFinite(value) ? compact(Number(value.toPrecision(2))) : '∞');

function Noise({ result }: { readonly result: NoiseResult }) {
  const say = useXrayWords();
  const { scale, error, signal, noise, time, batchSize, small, large, repeats, step } = result;
  const verdict = batchVerdict(result, batchSize);
  const unsure = verdict !== 'lost' && !(error < scale);
  return (
    <>
      <p className="limit-verdict">
        {unsure ? say('noise-unsure') : say(`noise-${verdict}`, { batch: batchSize, scale: short(Math.max(1, scale)) })}
      </p>
      <dl className="noise-figures">
        <dt>{say('noiseScale')}</dt>
        <dd>
          {say('noiseValue', { scale: short(scale), error: Number.isNaN(error) ? '–' : short(error) })}{' '}
          <span className="muted">{say('noiseTokens', { tokens: short(scale * time) })}</span>
        </dd>
        <dt>{say('signal')}</dt>
        <dd>{significant(signal)}</dd>
        <dt>{say('noise')}</dt>
        <dd>{significant(noise)}</dd>
      </dl>
      <p className="small muted">
        {say('atStep', { step: whole(step) })} {say('noiseNote', { small, large, repeats })}
      </p>
    </>
  );
}

export function NoiseView() {
  const say = useXrayWords();
  const questions = useXrayQuestions();
  const [repeats, setRepeats] = useState(8);
  const { value, error, progress, measure } = useMeasurement<NoiseResult>();
  return (
    <>
      <div className="seeing-controls">
        <WholeField name={say('repeats')} value={repeats} min={2} max={64} onChange={setRepeats} />
        <MeasureButton
          name={say('measureNoise')}
          progress={progress}
          onMeasure={() => void measure((tell) => questions.noise(repeats, tell))}
          onCancel={() => void questions.cancel()}
        />
      </div>
      <MeasureState progress={progress} error={error} />
      {value !== null && <Noise result={value} />}
    </>
  );
}
