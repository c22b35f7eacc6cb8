/** How well the current run tells labels apart: what every validation counted, beside what needs no model at all. */
import { useState } from 'react';
import type { ErrorReport } from '../../domain/core/errors.ts';
import { classificationScores } from '../../domain/metrics/classification.ts';
import type { Confusion } from '../../protocol/classification.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { ConfusionTable } from './ConfusionTable.tsx';
import { Failure } from './Failure.tsx';
import { useClassifyWords } from './useClassifyWords.ts';

function Figures({ confusion }: { readonly confusion: Confusion }) {
  const say = useClassifyWords();
  const { accuracy, macroF1, majority, texts } = classificationScores(confusion.counts);
  const figures = [
    ['accuracy', `${fixed(100 * accuracy, 1)} %`],
    ['macroF1', fixed(macroF1, 3)],
    ['majority', `${fixed(100 * majority, 1)} %`],
  ] as const;
  return (
    <>
      <dl className="label-figures">
        {figures.map(([word, value]) => (
          <div key={word}>
            <dt>{say(word)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ConfusionTable confusion={confusion} />
      <p className="small muted">
        {say('lossTo', { count: whole(texts), step: whole(confusion.step) })}. {say(confusion.whole ? 'whole' : 'part')}{' '}
        {say('legend')}
      </p>
    </>
  );
}

export function ConfusionPanel() {
  const say = useClassifyWords();
  const { seeing } = useActions();
  const runId = useAppState((state) => state.run.runId);
  const validated = useAppState((state) => state.run.confusion);
  const ready = useAppState(({ run }) => ['running', 'paused', 'finished'].includes(run.phase));
  const [measured, setMeasured] = useState<Confusion | null>(null);
  const [error, setError] = useState<ErrorReport | null>(null);
  const [busy, setBusy] = useState(false);
  const own = measured?.runId === runId ? measured : null;
  const newest = own !== null && own.step >= (validated?.step ?? -1) ? own : validated;

  async function measure(): Promise<void> {
    setBusy(true);
    const result = await seeing.ask((id, client) => client.request('classify.measure', { runId: id }));
    setBusy(false);
    setError('error' in result ? result.error : null);
    if (!('error' in result)) setMeasured(result.value);
  }

  return (
    <section className="panel confusion-panel" aria-labelledby="confusion-title">
      <header className="panel-head">
        <h2 id="confusion-title">{say('confusion')}</h2>
        <span className="muted small truncate">{say('confusionHint')}</span>
        <span className="grow" />
        <button type="button" className="button small" disabled={!ready || busy} onClick={() => void measure()}>
          {say(busy ? 'measuring' : 'measure')}
        </button>
      </header>
      <Failure error={error} />
      {newest === null ? <p className="empty">{say('none')}</p> : <Figures confusion={newest} />}
    </section>
  );
}
