/** What is in the loss workshop: an expression to write, curves of all losses, and what a loss asks of the tokens of a batch. */
import { useState } from 'react';
import { expressionProblem } from '../../domain/losses/expression/problem.ts';
import { custom } from '../../domain/losses/custom.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { useHeldRun } from '../xray/useXray.ts';
import { CurvesView } from './CurvesView.tsx';
import { ExpressionEditor } from './ExpressionEditor.tsx';
import { TokensView } from './TokensView.tsx';
import { useWorkshopWords } from './useWorkshopWords.ts';

const views = ['curves', 'tokens'] as const;
type View = (typeof views)[number];

const { expression: spec } = custom.params;

/** What the settings say, where they say an expression. */
const useWritten = (): string | null =>
  useAppState(({ config: { config } }) =>
    config.loss.method === custom.id ? String((config.loss as Readonly<Record<string, unknown>>)['expression']) : null,
  );

export function Workshop() {
  const say = useWorkshopWords();
  const { config } = useActions();
  const written = useWritten();
  const [draft, setDraft] = useState<string | null>(null);
  const [view, setView] = useState<View>('curves');
  const runId = useHeldRun();
  const text = draft ?? written ?? spec.default;
  const problem = expressionProblem(text, spec.default);
  const train = (): void => {
    config.setValue('loss.method', custom.id);
    config.setValue('loss.expression', text);
    setDraft(null);
  };
  return (
    <>
      <ExpressionEditor
        text={text}
        problem={problem}
        trained={text === written}
        maxLength={spec.maxLength}
        onChange={setDraft}
        onTrain={train}
      />
      <Segmented
        label={say('views')}
        value={view}
        options={views.map((id) => ({ id, name: say(`view-${id}`) }))}
        onChange={setView}
      />
      {view === 'curves' && <CurvesView draft={problem === null && text !== written && draft !== null ? text : null} />}
      {view === 'tokens' && (runId === null ? <p className="muted">{say('noRun')}</p> : <TokensView runId={runId} />)}
    </>
  );
}
