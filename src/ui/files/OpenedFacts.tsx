/** What was opened, and what to do with it. */
import { useState } from 'react';
import { corpora } from '../../domain/corpora/index.ts';
import type { EvaluationResult } from '../../protocol/protocol.ts';
import type { FilesState } from '../../state/files/contract.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { EstimatedProgress } from '../panels/engine/EstimatedProgress.tsx';
import { useWords } from './useWords.ts';

/** Files need not say what their model is called, and people know better. */
function Name({ runId, name }: { readonly runId: string; readonly name: string }) {
  const say = useWords();
  const { runs } = useActions();
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    if (draft !== null && draft.trim() !== '') runs.rename(runId, draft);
    setDraft(null);
  };
  return (
    <label className="opened-name">
      {say('name')}
      <input
        className="text-box"
        value={draft ?? name}
        maxLength={40}
        spellCheck={false}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
    </label>
  );
}

export function OpenedFacts({ runId, name: given, model }: NonNullable<FilesState['opened']>) {
  const say = useWords();
  const { local } = useI18n();
  const { run, view } = useActions();
  const name = useAppState((state) => state.runs.list.find(({ id }) => id === runId)?.name ?? given);
  const [share, setShare] = useState<number | null>(null);
  const evaluating = share !== null;
  const [result, setResult] = useState<EvaluationResult | null>(null);
  const { kind, parameters, vocabulary, step, otherCorpus, config } = model;
  const tellsStep = kind === 'own' || kind === 'checkpoint';
  const evaluate = async (): Promise<void> => {
    if (evaluating) return;
    setShare(0);
    setResult(await run.evaluate(setShare));
    setShare(null);
  };
  const leave = (place: 'train' | 'compress'): void => {
    view.goTo(place);
    view.open(null);
  };
  return (
    <>
      <p role="status">
        <strong>{say('opened', { name })}</strong> {say(`kind-${kind}`)}.{' '}
        {say(tellsStep ? 'facts' : 'factsNoStep', {
          parameters: whole(parameters),
          vocabulary: whole(vocabulary),
          step: whole(step),
        })}
      </p>
      <Name runId={runId} name={name} />
      {kind === 'streamed' && <p>{say('streamed')}</p>}
      {otherCorpus && <p>{say('otherCorpus', { corpus: local(corpora[config.data.corpus].name) })}</p>}
      {evaluating && <EstimatedProgress words={say('evaluating')} share={share} />}
      <p role="status">
        {result !== null &&
          say('evaluated', {
            loss: fixed(result.lossNats, 4),
            perplexity: fixed(result.perplexity, 3),
            bits: fixed(result.bitsPerByte, 3),
            tokens: whole(result.tokens),
          })}
      </p>
      <footer className="modal-foot">
        <button
          type="button"
          className="button"
          aria-disabled={evaluating}
          aria-busy={evaluating}
          onClick={() => void evaluate()}
        >
          {say('evaluate')}
        </button>
        <span className="grow" />
        <button type="button" className="button" onClick={() => leave('train')}>
          {say('toTrain')}
        </button>
        <button type="button" className="button primary" onClick={() => leave('compress')}>
          {say('toCompress')}
        </button>
      </footer>
    </>
  );
}
