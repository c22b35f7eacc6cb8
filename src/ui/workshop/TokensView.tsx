/** The batch of the next step, token by token: what the loss of the settings asks of every logit at a position. */
import { useMemo, useState } from 'react';
import { fillsBlanks } from '../../domain/objectives/index.ts';
import { characterLabel } from '../../domain/tokenizers/labels.ts';
import type { WorkshopSequence } from '../../protocol/workshop.ts';
import { SeeingFailure } from '../compress/seeing/SeeingPanel.tsx';
import { useAnswer } from '../compress/seeing/useAnswer.ts';
import { WholeField } from '../compress/seeing/WholeField.tsx';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { PositionPicker, type Position } from './PositionPicker.tsx';
import { chosenLoss } from './presentLosses.ts';
import { TokenBars } from './TokenBars.tsx';
import { lossesOf, positionLoss } from './tokenRows.ts';
import { useWorkshopWords } from './useWorkshopWords.ts';

/** Of plain cross-entropy, with full shade. */
const fullNats = 6;

/** In a sentence, where white space would be seen as nothing. */
const visible = (text: string): string => Array.from(text, characterLabel).join('');

function Sequence({ sequence }: { readonly sequence: WorkshopSequence }) {
  const say = useWorkshopWords();
  const { local } = useI18n();
  const config = useAppState((state) => state.config.config);
  const { name, terms } = useMemo(() => chosenLoss(config), [config]);
  const { texts, targets, labels, step } = sequence;
  const [wanted, setWanted] = useState<number | null>(null);
  const firstCounted = Math.max(
    0,
    targets.findIndex((target) => target >= 0),
  );
  const place = Math.min(wanted ?? firstCounted, texts.length - 1);
  const positions = useMemo(() => {
    const at = lossesOf(sequence, terms);
    return texts.map((text, index): Position => {
      const losses = at(index);
      if (!losses) return { text, strength: null, words: say('uncounted', { text: visible(text) }) };
      const target = labels[targets[index] ?? -1] ?? '';
      const words = say('position', { text: visible(text), target, loss: fixed(losses.own.value, 3) });
      return { text, words, strength: losses.plain.value / fullNats };
    });
  }, [sequence, terms, texts, targets, labels, say]);
  const found = useMemo(() => positionLoss(sequence, terms, place), [sequence, terms, place]);
  const blanks = useAppState(({ run }) => run.config !== null && fillsBlanks(run.config));
  const text = visible(texts[place] ?? '');
  return (
    <>
      <PositionPicker label={say('positions')} positions={positions} chosen={place} onChoose={setWanted} />
      {found === null ? (
        <p className="muted">{say('uncounted', { text })}</p>
      ) : (
        <>
          <p>
            {say(blanks ? 'after-blank' : 'after', { text, place: place + 1, target: labels[found.target] ?? '' })}{' '}
            {say('costs', {
              name: local(name),
              loss: fixed(found.loss, 4),
              plain: fixed(found.plainLoss, 4),
              norm: fixed(found.norm, 4),
              plainNorm: fixed(found.plainNorm, 4),
            })}
          </p>
          <TokenBars found={found} name={local(name)} />
        </>
      )}
      <p className="small muted">
        {say('tokensNote', { step: whole(step) })} {say('termsNote')}
      </p>
    </>
  );
}

export function TokensView({ runId }: { readonly runId: string }) {
  const say = useWorkshopWords();
  const { seeing } = useActions();
  const [number, setNumber] = useState(0);
  const [times, setTimes] = useState(0);
  const { value, error } = useAnswer<WorkshopSequence>(`${runId} ${number} ${times}`, () =>
    seeing.ask((id, client) => client.request('workshop.read', { runId: id, sequence: number })),
  );
  return (
    <>
      <div className="seeing-controls">
        <WholeField
          name={say('sequence')}
          value={number + 1}
          min={1}
          max={value?.sequences ?? 1}
          onChange={(next) => setNumber(next - 1)}
        />
        <button type="button" className="button" onClick={() => setTimes(times + 1)}>
          {say('refresh')}
        </button>
      </div>
      <SeeingFailure error={error} />
      {value !== null && <Sequence sequence={value} />}
      {value === null && error === null && <p className="muted">{say('reading')}</p>}
    </>
  );
}
