/** Everything about the training step of one model on a started engine, as a row. */
import { stepLimit, type MachinePeaks } from '../../domain/limits/roofline.ts';
import type { Engine } from '../../engine/backend/engine.ts';
import type { TrainingSession } from '../../engine/train/trainingSession.ts';
import type { KernelTime } from '../../protocol/protocol.ts';
import type { BenchBackend, StepRow } from '../contract.ts';
import { roundedMs, spread } from '../statistics.ts';
import type { Work } from '../works.ts';
import { fixedSession } from './fixedSession.ts';
import { measureSteps, type MeasuredSteps } from './measureSteps.ts';

/** Of one more step, each kernel by the clock of the device; null where it has none. */
async function kernelTimes(session: TrainingSession): Promise<readonly KernelTime[] | null> {
  const asked = session.profileNext();
  await session.update();
  const times = await asked;
  return times === null ? null : times.map(({ kernel, runs, ms }) => ({ kernel, runs, ms: roundedMs(ms) }));
}

export async function measureWork(
  engine: Engine,
  backend: BenchBackend,
  work: Work,
  peaks: MachinePeaks | null,
  roundDone: (share: number) => void,
): Promise<StepRow> {
  const session = fixedSession(engine, work);
  try {
    const measured = await measureSteps(session, roundDone);
    const profiled = engine.gpu !== null && !measured.cutShort;
    return rowOf(engine, backend, work, session, measured, profiled ? await kernelTimes(session) : null, peaks);
  } finally {
    await session.dispose();
  }
}

function rowOf(
  { gpu, status: { adapter, threads, features } }: Engine,
  backend: BenchBackend,
  work: Work,
  { facts: { parameters, flopsPerStep: flops, bytesPerStep: bytes } }: TrainingSession,
  { awaitedMs, inRunMs, hostMs, stepsPerRound, cutShort, first, last }: MeasuredSteps,
  kernels: readonly KernelTime[] | null,
  peaks: MachinePeaks | null,
): StepRow {
  const { dispatches, submits } = last.calls;
  const limit = peaks === null ? null : stepLimit({ flops, bytes, dispatches }, peaks);
  return {
    work: work.id,
    engine: 'trimtab',
    backend,
    adapter,
    ...spread(awaitedMs),
    ...(inRunMs.length > 0 && { inRunMs: spread(inRunMs).medianMs }),
    hostMs: roundedMs(hostMs),
    ...(gpu !== null && { dispatches, submits }),
    ...(kernels !== null && { kernels }),
    memoryBytes: last.memoryBytes,
    lossBefore: first.lossNats,
    lossAfter: last.lossNats,
    ...(limit !== null && { limitMs: roundedMs(limit.limitMs), bound: limit.bound }),
    cutShort,
    note: `${parameters} parameters, ${threads} threads, ${features.join(' ')}; ${stepsPerRound} steps a round`,
  };
}
