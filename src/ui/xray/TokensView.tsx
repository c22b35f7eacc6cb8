/** A text, shaded by what each token cost the model; a token shows its loss, its rank and what the model thought likelier. */
import { useState } from 'react';
import type { ReadText } from '../../protocol/xray.ts';
import { SeeingFailure } from '../compress/seeing/SeeingPanel.tsx';
import { fixed, whole } from '../format/numbers.ts';
import { TokenText } from '../panels/TokenText.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { ScaleLegend } from './ScaleLegend.tsx';
import { TextPicker } from './TextPicker.tsx';
import { useReading } from './useReading.ts';
import { useXrayQuestions, useXrayWords } from './useXray.ts';

const units = ['nats', 'bits'] as const;
type Unit = (typeof units)[number];

const perUnit: Readonly<Record<Unit, number>> = { nats: 1, bits: 1 / Math.LN2 };
/** Nats with full shade. */
const fullNats = 6;

function Losses({ read, unit }: { readonly read: ReadText; readonly unit: Unit }) {
  const say = useXrayWords();
  const inUnit = (nats: number): string => fixed(nats * perUnit[unit], 2);
  const counted = read.tokens.filter(({ lossNats }) => lossNats !== null).length;
  const unitName = say(`unit-${unit}`);
  return (
    <>
      <TokenText
        tokens={read.tokens.map((token) => ({ token, fromPrompt: token.lossNats === null }))}
        label={say('lossText')}
        tint={(index) => {
          const { lossNats = null, rank = null } = read.tokens[index] ?? {};
          return lossNats === null
            ? null
            : {
                strength: Math.min(1, lossNats / fullNats),
                words: say('tokenLoss', { loss: inUnit(lossNats), unit: unitName, rank: rank ?? 0 }),
              };
        }}
      />
      <p>{say('meanLoss', { loss: fixed(read.meanNats * perUnit[unit], 3), unit: unitName, count: whole(counted) })}</p>
      <ScaleLegend
        name={`${say('lossScale')}, ${unitName}`}
        ends={['0', inUnit(fullNats / 2), `≥ ${inUnit(fullNats)}`]}
        kind="text"
      />
      <p className="small muted">
        {say('atStep', { step: whole(read.step) })} {read.unknown > 0 && say('unknown', { count: whole(read.unknown) })}{' '}
        {read.cut > 0 && say('cut', { count: whole(read.cut) })}
      </p>
    </>
  );
}

export function TokensView({ active }: { readonly active: boolean }) {
  const say = useXrayWords();
  const questions = useXrayQuestions();
  const [unit, setUnit] = useState<Unit>('nats');
  const { value, error, choose, again } = useReading<ReadText>(active, '', (text) => questions.read(text));
  return (
    <>
      <TextPicker onChoose={choose} onAgain={again} />
      <div className="seeing-controls">
        <Segmented
          label={say('unit')}
          value={unit}
          options={units.map((id) => ({ id, name: say(`unit-${id}`) }))}
          onChange={setUnit}
        />
      </div>
      <SeeingFailure error={error} />
      {value === null ? (
        error === null && <p className="muted">{say('reading')}</p>
      ) : (
        <Losses read={value} unit={unit} />
      )}
    </>
  );
}
