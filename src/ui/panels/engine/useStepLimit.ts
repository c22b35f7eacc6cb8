/** The step of the run in the worker against the limit of the machine; without a run, that of the edited settings. */
import { stepLimit, type StepLimit, type StepWork } from '../../../domain/limits/roofline.ts';
import { useAppState } from '../../context/app.tsx';
import { useEditedFacts } from '../../settings/useEditedFacts.ts';

/** Medians: the first steps, which compile kernels, would stay in a mean for long. */
export interface StepTimes {
  readonly stepMs: number;
  /** Until the work was handed to the GPU; null where the processor does the work itself. */
  readonly hostMs: number | null;
}

export interface LimitView {
  readonly work: StepWork;
  /** Null until the machine has been measured. */
  readonly limit: StepLimit | null;
  /** Null until a step has been made. */
  readonly times: StepTimes | null;
}

/** Null where neither a run nor legal settings say what a step is. */
export function useStepLimit(): LimitView | null {
  const peaks = useAppState((state) => state.engine.peaks);
  const onGpu = useAppState((state) => state.engine.status?.backend === 'webgpu');
  const running = useAppState((state) => state.run.facts);
  const cost = useAppState((state) => state.run.status?.cost ?? null);
  const edited = useEditedFacts();
  const facts = running ?? edited;
  if (facts === null) return null;
  const dispatches = running === null ? 0 : (cost?.dispatches ?? 0);
  const work = { flops: facts.flopsPerStep, bytes: facts.bytesPerStep, dispatches };
  return {
    work,
    limit: peaks === null ? null : stepLimit(work, peaks),
    times: running === null || cost === null ? null : { stepMs: cost.stepMs, hostMs: onGpu ? cost.hostMs : null },
  };
}
