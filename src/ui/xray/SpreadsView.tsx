/** How weights, gradients and the optimizer's state are spread, part by part, now and over the steps since this was opened. */
import { useEffect, useState } from 'react';
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { SpreadGroup, Spreads } from '../../protocol/xray.ts';
import type { XrayViewWord } from '../../i18n/xrayViewWords.ts';
import { xrayViewWords } from '../../i18n/xrayViewWords.ts';
import { SeeingFailure } from '../compress/seeing/SeeingPanel.tsx';
import { useAppState } from '../context/app.tsx';
import { whole } from '../format/numbers.ts';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { RidgeChart } from './RidgeChart.tsx';
import { SpreadChart } from './SpreadChart.tsx';
import type { SpreadScale } from './spreadPicture.ts';
import { SpreadTable, SpreadWords } from './SpreadTable.tsx';
import { type SayXray, useRunStep, useXrayQuestions, useXrayWords } from './useXray.ts';

/** Reads of a whole run, and most that are kept; then every second one goes. */
const readsPerRun = 50;
const mostKept = 100;

const kindWord = (name: string): XrayViewWord | null => {
  const word = `kind-${name}`;
  return word in xrayViewWords ? (word as XrayViewWord) : null;
};

/** A state that an optimizer of tomorrow keeps is called by its own name. */
export const kindName = (say: SayXray, name: string): string => {
  const word = kindWord(name);
  return word === null ? name : say(word);
};

const groupName = (say: SayXray, { layer, name }: SpreadGroup): string =>
  layer === null ? name.replace(/\.[^.]*$/, '') : say('layer', { layer: layer + 1 });

function useHistory(active: boolean) {
  const questions = useXrayQuestions();
  const step = useRunStep();
  const total = useAppState(({ run }) => run.status?.totalSteps ?? 0);
  const every = Math.max(1, Math.round(total / readsPerRun));
  const [history, setHistory] = useState<readonly Spreads[]>([]);
  const [error, setError] = useState<ErrorReport | null>(null);
  const last = history.at(-1);
  const due = active && (last === undefined || step >= last.step + every || step < last.step);
  /** Null where nothing is to be read; else after which step, so that each read is asked for once. */
  const after = due ? (last?.step ?? -1) : null;
  useEffect(() => {
    if (after === null) return;
    let wanted = true;
    void questions.spreads().then((answer) => {
      if (!wanted) return;
      if ('error' in answer) return setError(answer.error);
      const { value } = answer;
      if (value === null) return;
      setError(null);
      setHistory((before) => {
        const earlier = before.filter((one) => one.step < value.step);
        const kept = earlier.length < mostKept ? earlier : earlier.filter((_, i) => i % 2 === 0);
        return [...kept, value];
      });
    });
    return () => {
      wanted = false;
    };
  }, [after, questions]);
  return { history, every, error };
}

export function SpreadsView({ active }: { readonly active: boolean }) {
  const say = useXrayWords();
  const { history, every, error } = useHistory(active);
  const [part, setPart] = useState('0');
  const [kind, setKind] = useState('gradient');
  const [scale, setScale] = useState<SpreadScale>('linear');
  const latest = history.at(-1);
  if (latest === undefined) {
    return (
      <>
        <SeeingFailure error={error} />
        <p className="muted">{say('reading')}</p>
      </>
    );
  }
  const at = Math.max(
    0,
    latest.kinds.findIndex(({ name }) => name === kind),
  );
  const groupAt = Math.min(Number(part), latest.groups.length - 1);
  const spreadIn = (spreads: Spreads) => spreads.groups[groupAt]?.spreads[at] ?? null;
  const spread = spreadIn(latest);
  const name = kindName(say, latest.kinds[at]?.name ?? '');
  const all = latest.kinds.flatMap((one, i) => {
    const found = latest.groups[groupAt]?.spreads[i];
    return found ? [{ name: kindName(say, one.name), spread: found }] : [];
  });
  const over = history.flatMap((one) => {
    const found = spreadIn(one);
    return found ? [{ step: one.step, spread: found }] : [];
  });
  return (
    <>
      <div className="seeing-controls">
        <NativeSelect
          label={say('part')}
          value={String(groupAt)}
          options={latest.groups.map((group, i) => ({ id: String(i), name: groupName(say, group) }))}
          onChange={setPart}
        />
        <NativeSelect
          label={say('of')}
          value={latest.kinds[at]?.name ?? ''}
          options={latest.kinds.map((one) => ({ id: one.name, name: kindName(say, one.name) }))}
          onChange={setKind}
        />
        <Segmented
          label={say('scale')}
          value={scale}
          options={(['linear', 'sizes'] as const).map((id) => ({ id, name: say(`scale-${id}`) }))}
          onChange={setScale}
        />
      </div>
      <SeeingFailure error={error} />
      {spread === null ? (
        <p className="muted">{say('noState')}</p>
      ) : (
        <>
          <div className="spread-pictures">
            <SpreadChart key={scale} spread={spread} scale={scale} name={name} />
            {over.length > 1 && <RidgeChart history={over} scale={scale} />}
          </div>
          <SpreadWords name={name} spread={spread} />
        </>
      )}
      <SpreadTable spreads={all} />
      <p className="small muted">
        {say('atStep', { step: whole(latest.step) })} {say('everySteps', { steps: whole(every) })}
      </p>
    </>
  );
}
