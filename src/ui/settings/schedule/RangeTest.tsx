/** The learning-rate range test: one button, a curve that grows, and two rates to take over with a click. */
import { useRef, useState } from 'react';
import { formatNumber } from '../../../domain/config/formatNumber.ts';
import { valueAt } from '../../../domain/config/fields.ts';
import { describeError } from '../../../domain/core/describeError.ts';
import type { ErrorReport } from '../../../domain/core/errors.ts';
import { suggestRates, usualRange } from '../../../domain/schedules/rateTest.ts';
import type { RatePoint, RateTest } from '../../../protocol/rates.ts';
import { isHeld } from '../../../state/run/runState.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useI18n } from '../../context/language.tsx';
import { whole } from '../../format/numbers.ts';
import { TimedProgress } from '../../panels/engine/TimedProgress.tsx';
import { Hint } from '../../primitives/Hint.tsx';
import { RatePicture } from './RatePicture.tsx';
import { useScheduleWords } from './useScheduleWords.ts';

const ratePath = 'optimizer.learningRate';

/** As a person would write it. */
const rounded = (rate: number): number => Number(rate.toPrecision(2));

function Suggestion({ word, rate }: { readonly word: 'steepest' | 'tenth'; readonly rate: number }) {
  const say = useScheduleWords();
  const { config } = useActions();
  const present = useAppState((state) => valueAt(state.config.config, ratePath));
  const used = present === rounded(rate);
  return (
    <div className="row">
      <span className={`rate-key rate-${word}`} aria-hidden />
      <span className="grow small">{say(word)}</span>
      <button
        type="button"
        className="button small"
        aria-disabled={used}
        onClick={() => config.setValue(ratePath, rounded(rate))}
      >
        {say('use', { rate: formatNumber(rounded(rate)) })}
        {used && ` · ${say('inUse')}`}
      </button>
    </div>
  );
}

function Outcome({ test: { points, end, step } }: { readonly test: RateTest }) {
  const say = useScheduleWords();
  const suggestion = suggestRates(
    points.map(({ rate }) => rate),
    points.map(({ lossNats }) => lossNats),
  );
  const { steepest, tenth } = suggestion;
  const last = rounded(points.at(-1)?.rate ?? usualRange.lowest);
  return (
    <>
      <RatePicture points={points} range={usualRange} suggestion={suggestion} />
      <p className="small muted">{say(`end-${end}`, { step: whole(step), rate: formatNumber(last) })}</p>
      {steepest === null || tenth === null ? (
        <p className="small">{say('nothing')}</p>
      ) : (
        <>
          <Suggestion word="steepest" rate={steepest} />
          <Suggestion word="tenth" rate={tenth} />
        </>
      )}
    </>
  );
}

export function RangeTest() {
  const say = useScheduleWords();
  const { language } = useI18n();
  const { rates } = useActions();
  const held = useAppState((state) => isHeld(state.run.phase));
  const [growing, setGrowing] = useState<readonly RatePoint[] | null>(null);
  const [test, setTest] = useState<RateTest | null>(null);
  const [error, setError] = useState<ErrorReport | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);

  async function start(): Promise<void> {
    setGrowing([]);
    setTest(null);
    setError(null);
    const answer = await rates.test((point) => setGrowing((before) => [...(before ?? []), point]));
    setGrowing(null);
    if ('error' in answer) setError(answer.error);
    else setTest(answer.value);
  }

  const busy = growing !== null;
  const bounds = {
    steps: usualRange.steps,
    lowest: formatNumber(usualRange.lowest),
    highest: formatNumber(usualRange.highest),
  };
  return (
    <div className="range-test" role="group" aria-label={say('test')}>
      <div className="row">
        <Hint text={say('testHint', bounds)}>
          <button
            ref={trigger}
            type="button"
            className="button small"
            disabled={!held && !busy}
            aria-busy={busy}
            aria-disabled={busy}
            onClick={() => void (busy || start())}
          >
            {say('test')}
          </button>
        </Hint>
        {busy && (
          <button
            type="button"
            className="button small"
            onClick={() => {
              trigger.current?.focus();
              void rates.cancel();
            }}
          >
            {say('cancel')}
          </button>
        )}
      </div>
      {growing && (
        <>
          <TimedProgress
            words={say('testing')}
            detail={`${growing.length} / ${usualRange.steps}`}
            share={growing.length / usualRange.steps}
          />
          <RatePicture points={growing} range={usualRange} suggestion={null} />
        </>
      )}
      {test && <Outcome test={test} />}
      {error && (
        <p className="problem-note" role="alert">
          <strong>{say('failed')}</strong> {describeError(error, language).cause}{' '}
          {describeError(error, language).remedy}
        </p>
      )}
    </div>
  );
}
