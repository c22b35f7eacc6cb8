/** While this device is measured: how far it is, the way out, and why it failed. */
import { describeError } from '../../domain/core/describeError.ts';
import type { SpeedState } from '../../state/speed/contract.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { EstimatedProgress } from '../panels/engine/EstimatedProgress.tsx';
import { focusStarter } from '../primitives/passFocus.ts';
import { AlertIcon, CloseIcon } from '../primitives/icons.ts';
import { useExecutionWords } from './useExecutionWords.ts';

const words = { products: 'speedTiming', caches: 'cacheReading' } as const;
const failures = { products: 'speedFailed', caches: 'cacheFailed' } as const;

/** @param what of both is shown here */
export function Measuring({ what }: { readonly what: NonNullable<SpeedState['measuring']> }) {
  const say = useExecutionWords();
  const { language } = useI18n();
  const { speed } = useActions();
  const { progress, measuring, error } = useAppState((state) => state.speed);
  if (progress !== null && measuring === what) {
    return (
      <div className="speed-measuring">
        <EstimatedProgress words={say(words[what])} share={progress} />
        <button
          type="button"
          className="button small"
          onClick={({ currentTarget }) => {
            focusStarter(currentTarget, '.speed-panel');
            void speed.cancel();
          }}
        >
          <CloseIcon className="icon" aria-hidden />
          {say('speedCancel')}
        </button>
      </div>
    );
  }
  if (error?.what !== what) return null;
  const { cause, remedy } = describeError(error, language);
  return (
    <p className="problem-note" role="alert">
      <AlertIcon className="icon" aria-hidden /> <strong>{say(failures[what])}</strong> {cause} {remedy}
    </p>
  );
}
