/** Tries the candidates of a subject: first whether they are right, then how long they take. */
import type { RefusalReason } from '../../../protocol/kernels.ts';
import { openWorkbench, type Job, type Workbench } from '../workbench.ts';
import type { Candidate, Sample, Subject } from './subject.ts';

export interface Trial {
  readonly id: string;
  /** Of one run; null if it was refused. */
  readonly ms: number | null;
  /** What was wrong with it. */
  readonly refused: RefusalReason | null;
}

export interface TrialOptions {
  /** How long a candidate is timed at most, as far as a single run does not take longer. */
  readonly timingMs: number;
  /** Candidates that come later are left out once this says no. */
  readonly goOn?: () => boolean;
}

/** In the order of the candidates; those that there was no time or no memory for are missing. */
export async function tryCandidates(
  device: GPUDevice,
  subject: Subject,
  { timingMs, goOn = () => true }: TrialOptions,
): Promise<readonly Trial[]> {
  device.pushErrorScope('out-of-memory');
  const bench = openWorkbench(device, subject.inputs);
  const trials: Trial[] = [];
  try {
    for (const { dispatches } of subject.candidates) bench.announce(dispatches);
    for (const candidate of subject.candidates) {
      if (!goOn()) break;
      trials.push(await tryOne(device, bench, candidate, subject.samples, timingMs));
    }
  } finally {
    bench.close();
    // Numbers from buffers that do not exist say nothing about a kernel.
    if (await device.popErrorScope()) trials.length = 0;
  }
  return trials;
}

async function tryOne(
  device: GPUDevice,
  bench: Workbench,
  { id, dispatches, leeway = 1 }: Candidate,
  samples: readonly Sample[],
  timingMs: number,
): Promise<Trial> {
  const refused = (reason: RefusalReason): Trial => ({ id, ms: null, refused: reason });
  device.pushErrorScope('validation');
  const prepared = await bench.prepare(dispatches).catch((thrown: unknown) => {
    if (thrown instanceof GPUPipelineError) return refused({ code: 'invalid', message: thrown.message });
    throw thrown;
  });
  const invalid = await device.popErrorScope();
  if ('refused' in prepared) return prepared;
  try {
    if (invalid) return refused({ code: 'invalid', message: invalid.message });
    prepared.run();
    const wrong = await disagreement(prepared, samples, leeway);
    return wrong === null ? { id, ms: await timeOf(prepared, timingMs), refused: null } : refused(wrong);
  } finally {
    prepared.close();
  }
}

const maxRepeats = 200;

/** The better of two stretches; a single run where that takes long enough. */
async function timeOf(job: Job, timingMs: number): Promise<number> {
  const once = await job.time(1);
  if (once >= timingMs) return once;
  const repeats = Math.max(1, Math.min(maxRepeats, Math.floor(timingMs / (2 * once))));
  return Math.min(await job.time(repeats), await job.time(repeats));
}

async function disagreement(job: Job, samples: readonly Sample[], leeway: number): Promise<RefusalReason | null> {
  const actual = await job.pick(samples);
  // Written so that what is no number is refused as well.
  const wrong = samples.findIndex(
    ({ expected, tolerance }, i) => !(Math.abs((actual[i] ?? NaN) - expected) <= leeway * tolerance),
  );
  const sample = samples[wrong];
  if (!sample) return null;
  const { buffer, at, expected } = sample;
  return { code: 'wrong', buffer, at, actual: actual[wrong] ?? NaN, expected };
}
