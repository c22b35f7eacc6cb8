/** Begins a measurement, tells how far it is, and cancels it. */
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { Progress } from '../../state/xray/questions.ts';
import { SeeingFailure } from '../compress/seeing/SeeingPanel.tsx';
import { duration, whole } from '../format/numbers.ts';
import { TimedProgress } from '../panels/engine/TimedProgress.tsx';
import { useXrayWords } from './useXray.ts';

export function MeasureButton({
  name,
  progress,
  disabled = false,
  onMeasure,
  onCancel,
}: {
  readonly name: string;
  readonly progress: Progress | null;
  readonly disabled?: boolean;
  readonly onMeasure: () => void;
  readonly onCancel: () => void;
}) {
  const say = useXrayWords();
  return (
    <button
      type="button"
      className="button"
      aria-busy={progress !== null}
      disabled={disabled && progress === null}
      onClick={progress === null ? onMeasure : onCancel}
    >
      {progress === null ? name : say('cancel')}
    </button>
  );
}

const leftOf = ({ done, of, elapsedMs }: Progress): string => duration(((of - done) * elapsedMs) / done / 1000);

export function MeasureState({
  progress,
  error,
}: {
  readonly progress: Progress | null;
  readonly error: ErrorReport | null;
}) {
  const say = useXrayWords();
  return (
    <>
      {progress !== null && (
        <TimedProgress
          words={say('measuring')}
          detail={
            progress.done === 0
              ? null
              : say('progress', { done: whole(progress.done), of: whole(progress.of), left: leftOf(progress) })
          }
          share={progress.of === 0 ? null : progress.done / progress.of}
        />
      )}
      <SeeingFailure error={error} />
    </>
  );
}
