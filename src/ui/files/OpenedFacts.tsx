/** What was opened, and what to do with it. */
import { useState } from 'react';
import { corpora } from '../../domain/corpora/index.ts';
import type { EvaluationResult } from '../../protocol/protocol.ts';
import type { FilesState } from '../../state/files/contract.ts';
import { useActions } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { useWords } from './useWords.ts';

export function OpenedFacts({ name, model }: NonNullable<FilesState['opened']>) {
  const say = useWords();
  const { local } = useI18n();
  const { run, view } = useActions();
  const [evaluating, setEvaluating] = useState(false);
  const [result, setResult] = useState<EvaluationResult | null>(null);
  const { kind, parameters, vocabulary, step, otherCorpus, config } = model;
  const evaluate = async (): Promise<void> => {
    setEvaluating(true);
    setResult(await run.evaluate());
    setEvaluating(false);
  };
  const leave = (place: 'train' | 'compress'): void => {
    view.goTo(place);
    view.open(null);
  };
  return (
    <>
      <p role="status">
        <strong>{say('opened', { name })}</strong> {say(`kind-${kind}`)}.{' '}
        {say('facts', { parameters: whole(parameters), vocabulary: whole(vocabulary), step: whole(step) })}
      </p>
      {kind === 'streamed' && <p>{say('streamed')}</p>}
      {otherCorpus && <p>{say('otherCorpus', { corpus: local(corpora[config.data.corpus].name) })}</p>}
      <p role="status">
        {evaluating && say('evaluating')}
        {result !== null &&
          say('evaluated', {
            loss: fixed(result.lossNats, 4),
            perplexity: fixed(result.perplexity, 3),
            bits: fixed(result.bitsPerByte, 3),
            tokens: whole(result.tokens),
          })}
      </p>
      <footer className="modal-foot">
        <button type="button" className="button" aria-disabled={evaluating} onClick={() => void evaluate()}>
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
