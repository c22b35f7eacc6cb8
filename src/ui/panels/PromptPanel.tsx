/** Generation on demand from the current weights, also while they are being trained. */
import { type KeyboardEvent, useState } from 'react';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import type { CorpusDefinition } from '../../domain/corpora/contract.ts';
import { fillsBlanks } from '../../domain/objectives/index.ts';
import { maskText } from '../../domain/tokenizers/maskText.ts';
import { corpora } from '../../domain/corpora/index.ts';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { PlayIcon, SettingsIcon, StopIcon } from '../primitives/icons.ts';
import { SamplingOptions } from './SamplingOptions.tsx';
import { TokenText } from './TokenText.tsx';

/** A beginning that suits the text the model learns from; a task's beginnings are its questions. */
function promptOf(config: ExperimentConfig | null): string | null {
  const corpus: CorpusDefinition | null = config === null ? null : corpora[config.data.corpus];
  if (config === null || corpus?.data.kind !== 'text') return null;
  return fillsBlanks(config) ? corpus.data.prompt.replace(/(?<=^.{2})./u, maskText) : corpus.data.prompt;
}

export function PromptPanel() {
  const { t } = useI18n();
  const { generation } = useActions();
  const { prompt, options, tokens, busy, unknown } = useAppState((state) => state.generation);
  const ready = useAppState(
    (state) => state.run.runId !== null && state.run.phase !== 'preparing' && state.run.phase !== 'failed',
  );
  const example = useAppState((state) => promptOf(state.run.config));
  const blanks = useAppState((state) => state.run.config !== null && fillsBlanks(state.run.config));
  const [showOptions, setShowOptions] = useState(false);
  const toggle = (): void => void (busy ? generation.stop() : generation.generate());
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter while an input method is composing belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (ready && !busy) toggle();
  };
  const summary = [
    `${t('temperatureShort')} ${formatNumber(options.temperature)}`,
    ...(options.topK > 0 ? [`top-k ${options.topK}`] : []),
    ...(options.topP < 1 ? [`top-p ${formatNumber(options.topP)}`] : []),
    t('tokensCount', { count: options.maxTokens }),
  ].join(' · ');
  return (
    <section className="panel prompt-panel" aria-labelledby="prompt-title">
      <header className="panel-head">
        <h2 id="prompt-title">{t('tryIt')}</h2>
        <span className="muted small truncate">{t(blanks ? 'blanksHint' : 'tryItHint')}</span>
      </header>
      <div className="prompt-line">
        <textarea
          rows={1}
          aria-label={t('prompt')}
          placeholder={blanks ? t('blanksPlaceholder', { mask: maskText }) : t('promptPlaceholder')}
          value={prompt}
          spellCheck={false}
          onChange={(event) => generation.setPrompt(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="button" disabled={!ready && !busy} onClick={toggle}>
          {busy ? <StopIcon className="icon" aria-hidden /> : <PlayIcon className="icon" aria-hidden />}
          {t(busy ? 'stop' : 'generate')}
        </button>
      </div>
      <button
        type="button"
        className="link small options-toggle"
        aria-expanded={showOptions}
        onClick={() => setShowOptions(!showOptions)}
      >
        <SettingsIcon className="icon" aria-hidden /> {summary}
      </button>
      {showOptions && <SamplingOptions />}
      {unknown > 0 && <p className="small warn-text">{t('unknownCharacters', { count: unknown })}</p>}
      {tokens.length > 0 ? (
        <TokenText label={t('generatedText')} tokens={tokens} writing={busy} />
      ) : (
        <p className="empty">
          {ready ? t(blanks ? 'blanksEmpty' : 'promptEmpty', { mask: maskText }) : t('promptWaiting')}{' '}
          {ready && example !== null && (
            <button type="button" className="link" onClick={() => generation.setPrompt(example)}>
              {t('promptExample', { prompt: example.trim() })}
            </button>
          )}
        </p>
      )}
    </section>
  );
}
