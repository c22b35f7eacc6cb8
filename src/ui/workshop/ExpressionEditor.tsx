/** Where a loss is written. What is typed is drawn while it is typed, and trained on only when the person says so. */
import { useId } from 'react';
import type { ExpressionProblem } from '../../domain/losses/expression/problem.ts';
import { useI18n } from '../context/language.tsx';
import { AlertIcon } from '../primitives/icons.ts';
import type { WorkshopWord } from '../../i18n/workshopWords.ts';
import { useWorkshopWords } from './useWorkshopWords.ts';

interface ExpressionEditorProps {
  readonly text: string;
  readonly problem: ExpressionProblem | null;
  /** The settings say the same. */
  readonly trained: boolean;
  readonly maxLength: number;
  readonly onChange: (text: string) => void;
  readonly onTrain: () => void;
}

const examples: readonly (readonly [WorkshopWord, string])[] = [
  ['example-entropy', '-log(p)'],
  ['example-focal', '(1 - p)^2 * -log(p)'],
  ['example-generalised', '(1 - p^0.7) / 0.7'],
  ['example-margin', 'max(0, 0.9 - p)'],
  ['example-rare', 'min(5, f^-0.5) * -log(p)'],
  ['example-curriculum', '-log(p) * (1 - step / steps) + (1 - p) * step / steps'],
];

export function ExpressionEditor({ text, problem, trained, maxLength, onChange, onTrain }: ExpressionEditorProps) {
  const say = useWorkshopWords();
  const { local } = useI18n();
  const id = useId();
  return (
    <div className="expression-editor">
      <label htmlFor={id}>{say('expression')}</label>
      <div className="expression-line">
        <input
          id={id}
          className="text-box mono"
          type="text"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={maxLength}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-said`}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && problem === null && !trained && onTrain()}
        />
        <button type="button" className="button" disabled={problem !== null || trained} onClick={onTrain}>
          {say('train')}
        </button>
      </div>
      <div id={`${id}-said`} role="status" className="expression-said small">
        {problem !== null && (
          <span className="problem-note">
            <AlertIcon className="icon" aria-hidden /> {local(problem.message)}
          </span>
        )}
        {problem === null && trained && <span className="muted">{say('trained')}</span>}
      </div>
      {problem !== null && (
        <button type="button" className="link mono" onClick={() => onChange(problem.nearest)}>
          {say('use', { expression: problem.nearest })}
        </button>
      )}
      <div className="expression-examples small" role="group" aria-label={say('examples')}>
        <span className="muted">{say('examples')}</span>
        {examples.map(([word, expression]) => (
          <button key={word} type="button" className="link" title={expression} onClick={() => onChange(expression)}>
            {say(word)}
          </button>
        ))}
      </div>
      <p className="small muted">{say('names')}</p>
    </div>
  );
}
