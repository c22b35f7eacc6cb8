/** Tries the candidates of a subject: first whether they are right, then how long they take. */
import { openWorkbench, type Job, type Workbench } from './workbench.ts';
import type { Candidate, Sample, Subject } from './subject.ts';

export interface Trial {
  readonly id: string;
  /** Of one run; null if it was refused. */
  readonly ms: number | null;
  /** What was wrong with it. */
  readonly refused: string | null;
}

export interface TrialOptions {
  /** How long a candidate is timed at most, as far as a single run does not take longer. */
  readonly timingMs: number;
  /** Candidates that come later are left out once this says no. */
  readonly goOn?: () => boolean;
}

/** In the order of the candidates; those that there was no time for are missing. */
export async function tryCandidates(
  device: GPUDevice,
  subject: Subject,
  { timingMs, goOn = () => true }: TrialOptions,
): Promise<readonly Trial[]> {
  const bench = openWorkbench(device, subject.inputs);
  try {
    const trials: Trial[] = [];
    for (const { dispatches } of subject.candidates) bench.announce(dispatches);
    for (const candidate of subject.candidates) {
      if (!goOn()) break;
      trials.push(await tryOne(device, bench, candidate, subject.samples, timingMs));
    }
    return trials;
  } finally {
    bench.close();
  }
}

async function tryOne(
  device: GPUDevice,
  bench: Workbench,
  { id, dispatches }: Candidate,
  samples: readonly Sample[],
  timingMs: number,
): Promise<Trial> {
  let job: Job | null = null;
  device.pushErrorScope('validation');
  try {
    job = await bench.prepare(dispatches);
    job.run();
    const wrong = await disagreement(job, samples);
    if (wrong !== null) return { id, ms: null, refused: wrong };
    const once = await job.time(1);
    const repeats = Math.max(1, Math.min(maxRepeats, Math.floor(timingMs / (2 * once))));
    const ms = Math.min(await job.time(repeats), await job.time(repeats));
    return { id, ms, refused: null };
  } catch (thrown) {
    return { id, ms: null, refused: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    job?.close();
    await device.popErrorScope();
  }
}

const maxRepeats = 200;

async function disagreement(job: Job, samples: readonly Sample[]): Promise<string | null> {
  for (const buffer of new Set(samples.map((sample) => sample.buffer))) {
    const data = await job.read(buffer);
    for (const { at, expected, tolerance } of samples.filter((sample) => sample.buffer === buffer)) {
      const actual = data[at] ?? NaN;
      // Written so that what is no number is refused as well.
      if (!(Math.abs(actual - expected) <= tolerance)) return `${buffer}[${at}] is ${actual}, not ${expected}`;
    }
  }
  return null;
}
