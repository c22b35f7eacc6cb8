/**
 * What a GPU can do at most, measured with the kernels of shaders/peaks on a device that has nothing else to do. A device
 * has one figure for arithmetic, whoever asked for it first: the trials of kernels or the limit of a step.
 */
import { dispatch } from '../../../shaders/common/dispatch.ts';
import { arithmetic, copy, count, flopsPerRound } from '../../../shaders/peaks/kernel.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { MachinePeaks } from '../../domain/limits/roofline.ts';
import { openWorkbench, type Job, type Workbench } from '../gpu/workbench.ts';
import { secondsPerUnit } from './perUnit.ts';

export interface GpuPeaks {
  /** What multiply-adds alone reach, FLOP/s; null before it was measured, and where that was not possible. */
  readonly flopsPerSecond: () => number | null;
  /** Sees to it that this is known. @param kept the figure of an earlier visit */
  know(kept: number | null): Promise<void>;
  /** Measures this anew. */
  measureFlops(): Promise<number | null>;
  /** Measures everything anew. */
  measure(): Promise<MachinePeaks>;
}

/** Enough invocations to fill the widest device, and enough bytes that no cache holds them; software gets less to do. */
const sizes = {
  hardware: { invocations: 2 ** 18, copiedBytes: 64 * 2 ** 20 },
  software: { invocations: 2 ** 12, copiedBytes: 16 * 2 ** 20 },
} as const;

/** The values stay between 0 and 100, however often they are multiplied: their limit is 0.001 / (1 − 0.999). */
const factors = Float32Array.from([0.999, 0.999, 0.999, 0.999, 0.001, 0.001, 0.001, 0.001]);

/** Null where the clock stood still. */
const positive = (figure: number): number | null => (figure > 0 && Number.isFinite(figure) ? figure : null);

/** Seconds of one run; many are one pass, in which they wait for each other because they write to one place. */
async function secondsPerRun(job: Job, runs: number): Promise<number> {
  try {
    return await secondsPerUnit(async (units) => units * (await job.time(units)), runs);
  } finally {
    job.close();
  }
}

async function measureArithmetic(bench: Workbench, invocations: number): Promise<number | null> {
  const job = await bench.prepare([dispatch(arithmetic, { invocations })]);
  try {
    const perRound = await secondsPerUnit((rounds) => {
      bench.write('rounds', Uint32Array.of(rounds));
      return job.time(1);
    }, 64);
    return positive((invocations * flopsPerRound) / perRound);
  } finally {
    job.close();
  }
}

/** Null where the device has no room for two such arrays. */
async function measureCopy(bench: Workbench, device: GPUDevice, wanted: number): Promise<number | null> {
  const bytes = Math.min(wanted, device.limits.maxStorageBufferBindingSize);
  device.pushErrorScope('out-of-memory');
  const [job] = await Promise.allSettled([bench.prepare([dispatch(copy, { length: bytes / 4 })])]);
  const full = await device.popErrorScope();
  if (job.status === 'rejected') throw job.reason;
  if (!full) return positive((2 * bytes) / (await secondsPerRun(job.value, 1)));
  job.value.close();
  return null;
}

/** Beyond a small amount as beyond a large one, the GPU is kept from starting the next before the last has ended. */
const measureDispatch = async (bench: Workbench): Promise<number | null> =>
  positive(await secondsPerRun(await bench.prepare([dispatch(count, null)]), 250));

export function gpuPeaks(device: GPUDevice, software: boolean): GpuPeaks {
  const { invocations, copiedBytes } = sizes[software ? 'software' : 'hardware'];
  let flopsPerSecond: number | null = null;

  /** What the device refuses here must not be blamed on the next step of a run. */
  async function onBench<T>(work: (bench: Workbench) => Promise<T>): Promise<T> {
    device.pushErrorScope('validation');
    const bench = openWorkbench(device, { rounds: Uint32Array.of(0), factors });
    const done = device.queue.onSubmittedWorkDone().then(() => work(bench));
    const [result] = await Promise.allSettled([done]);
    bench.close();
    const invalid = await device.popErrorScope();
    if (invalid) throw new TrimtabError('gpu-invalid', { message: invalid.message });
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  }

  async function flopsOn(bench: Workbench): Promise<number | null> {
    flopsPerSecond = await measureArithmetic(bench, invocations);
    return flopsPerSecond;
  }

  return {
    flopsPerSecond: () => flopsPerSecond,
    async know(kept) {
      flopsPerSecond ??= kept ?? (await onBench(flopsOn));
    },
    measureFlops: () => onBench(flopsOn),
    measure: () =>
      onBench(async (bench) => ({
        flopsPerSecond: await flopsOn(bench),
        bytesPerSecond: await measureCopy(bench, device, copiedBytes),
        secondsPerDispatch: await measureDispatch(bench),
      })),
  };
}
