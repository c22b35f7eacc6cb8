/** A text of one's own, and the label that the model names for it, also while it trains. */
import { type KeyboardEvent, useState } from 'react';
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { LocalText } from '../../domain/core/text.ts';
import type { Judgement } from '../../protocol/classification.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { PlayIcon } from '../primitives/icons.ts';
import { Failure } from './Failure.tsx';
import { useClassifyWords } from './useClassifyWords.ts';

function Probabilities({
  judgement,
  labels,
}: {
  readonly judgement: Judgement;
  readonly labels: readonly LocalText[];
}) {
  const say = useClassifyWords();
  const { local } = useI18n();
  const { probabilities, tokens, step, cut, unknown } = judgement;
  const ranked = probabilities
    .map((probability, label) => ({ probability, label, name: local(labels[label] ?? { en: '?', zh: '?' }) }))
    .toSorted((a, b) => b.probability - a.probability);
  return (
    <>
      <ol className="label-bars" aria-label={say('answer')}>
        {ranked.map(({ probability, label, name }, rank) => (
          <li key={label} data-first={rank === 0 || undefined}>
            <span className="truncate">{name}</span>
            <i aria-hidden style={{ inlineSize: `${100 * probability}%` }} />
            <span className="mono">{fixed(100 * probability, 1)} %</span>
          </li>
        ))}
      </ol>
      <p className="small muted">
        {say('read', { tokens: whole(tokens), step: whole(step) })} {cut && say('cut')}{' '}
        {unknown > 0 && say('unknown', { count: whole(unknown) })}
      </p>
    </>
  );
}

export function LabelPrompt() {
  const say = useClassifyWords();
  const { seeing, generation } = useActions();
  const text = useAppState((state) => state.generation.prompt);
  const labels = useAppState((state) => state.run.data?.labels);
  const runId = useAppState((state) => state.run.runId);
  const ready = useAppState(({ run }) => run.runId !== null && run.phase !== 'preparing' && run.phase !== 'failed');
  const [answer, setAnswer] = useState<(Judgement & { readonly of: string | null }) | null>(null);
  const [error, setError] = useState<ErrorReport | null>(null);
  const [busy, setBusy] = useState(false);
  const possible = ready && !busy && text.trim() !== '';

  async function judge(): Promise<void> {
    setBusy(true);
    const result = await seeing.ask((id, client) => client.request('classify.text', { runId: id, text }));
    setBusy(false);
    setError('error' in result ? result.error : null);
    setAnswer('error' in result || result.value === null ? null : { ...result.value, of: runId });
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter while an input method is composing belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (possible) void judge();
  };

  return (
    <section className="panel prompt-panel" aria-labelledby="label-prompt-title">
      <header className="panel-head">
        <h2 id="label-prompt-title">{say('ask')}</h2>
        <span className="muted small truncate">{say('askHint')}</span>
      </header>
      <div className="prompt-line">
        <textarea
          className="label-text"
          rows={3}
          aria-label={say('text')}
          placeholder={say('placeholder')}
          value={text}
          spellCheck={false}
          onChange={(event) => generation.setPrompt(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="button" disabled={!possible} onClick={() => void judge()}>
          <PlayIcon className="icon" aria-hidden />
          {say(busy ? 'judging' : 'judge')}
        </button>
      </div>
      <Failure error={error} />
      <div aria-live="polite">
        {answer !== null && answer.of === runId && labels !== undefined ? (
          <Probabilities judgement={answer} labels={labels} />
        ) : (
          error === null && <p className="empty">{say(ready ? 'empty' : 'waiting')}</p>
        )}
      </div>
    </section>
  );
}
