/** Which text is read: a held-out window, the latest sample of the run, or any that a person types. */
import { useId, useState } from 'react';
import type { TextChoice } from '../../protocol/xray.ts';
import { WholeField } from '../compress/seeing/WholeField.tsx';
import { useAppState } from '../context/app.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { RestartIcon } from '../primitives/icons.ts';
import { Segmented } from '../primitives/Segmented.tsx';
import { useXrayWords } from './useXray.ts';

const kinds = ['held-out', 'sample', 'own'] as const;
type Kind = (typeof kinds)[number];

interface TextPickerProps {
  readonly onChoose: (choice: TextChoice | null) => void;
  /** The same text by the model as it is now. */
  readonly onAgain: () => void;
}

const mostWindows = 9999;

export function TextPicker({ onChoose, onAgain }: TextPickerProps) {
  const say = useXrayWords();
  const [kind, setKind] = useState<Kind>('held-out');
  const [index, setIndex] = useState(0);
  const [own, setOwn] = useState('');
  const sample = useAppState(({ run }) => run.samples.at(-1) ?? null);
  const id = useId();
  const sampled = sample === null ? '' : sample.prompt + sample.tokens.map(({ text }) => text).join('');
  const choose = (next: Kind): void => {
    setKind(next);
    if (next === 'held-out') onChoose({ kind: 'held-out', index });
    else if (next === 'sample') onChoose(sampled === '' ? null : { kind: 'text', text: sampled });
    else onChoose(own === '' ? null : { kind: 'text', text: own });
  };
  return (
    <>
      <div className="seeing-controls">
        <Segmented
          label={say('text')}
          value={kind}
          options={kinds.map((one) => ({ id: one, name: say(`text-${one}`) }))}
          onChange={choose}
        />
        {kind === 'held-out' && (
          <WholeField
            name={say('window')}
            value={index + 1}
            min={1}
            max={mostWindows}
            onChange={(value) => {
              setIndex(value - 1);
              onChoose({ kind: 'held-out', index: value - 1 });
            }}
          />
        )}
        <IconButton icon={RestartIcon} label={say('refresh')} onClick={onAgain} />
      </div>
      {kind === 'sample' && sampled === '' && <p className="muted">{say('noSample')}</p>}
      {kind === 'own' && (
        <form
          className="own-read"
          onSubmit={(event) => {
            event.preventDefault();
            if (own !== '') onChoose({ kind: 'text', text: own });
          }}
        >
          <label htmlFor={id} className="visually-hidden">
            {say('ownText')}
          </label>
          <textarea
            id={id}
            rows={2}
            value={own}
            placeholder={say('ownText')}
            onChange={(event) => setOwn(event.target.value)}
          />
          <button type="submit" className="button" disabled={own === ''}>
            {say('readIt')}
          </button>
        </form>
      )}
    </>
  );
}
