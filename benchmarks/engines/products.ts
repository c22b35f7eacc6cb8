/** Our product kernels one by one, without an engine around them, and the adapter's peak. Timed by the device. */
import type { ProductShape } from '../../shaders/linear/kernel.ts';
import { findAdapter } from '../../src/engine/gpu/adapter.ts';
import { kernelChoice, type KernelChoice } from '../../src/engine/gpu/tuning/kernelChoice.ts';
import { backwardSubject, productSubject } from '../../src/engine/gpu/tuning/linearSubjects.ts';
import type { Subject } from '../../src/engine/gpu/tuning/subject.ts';
import { tryCandidates } from '../../src/engine/gpu/tuning/trial.ts';
import { gpuPeaks, type GpuPeaks } from '../../src/engine/limits/gpuPeaks.ts';
import { refusalLabel } from '../variants/labels.ts';
import { answer, adapterName } from './serve.mjs';

interface Question {
  readonly kernel: 'NN' | 'NT' | 'TN' | 'bias' | 'backward' | 'peak';
  readonly shape: ProductShape;
  readonly turnMs: number;
}

/** What the peak is told for: about as much as the largest product. */
const peakFlops = 2 ** 32;

let device: GPUDevice;
let peaks: GpuPeaks;
let kernels: KernelChoice;
/** A software adapter has a table instead of a choice by trial. */
let tuneMs = 0;

answer({
  async open() {
    device = await openDevice();
    const { name = '', software = false } = (await findAdapter()) ?? {};
    const kind = { name, software, subgroups: device.features.has('subgroups') };
    peaks = gpuPeaks(device, software);
    kernels = kernelChoice({ device, kind, storage: null, peaks });
    tuneMs = software ? 0 : 20_000;
    return { note: 'by timestamps of the device', adapter: await adapterName() };
  },
  time: ({ question }: { question: Question }) => time(question),
});

async function time({ kernel, shape, turnMs }: Question): Promise<{ ms: number; flops?: number; variant?: string }> {
  if (kernel === 'peak') return peak();
  subjectOf(kernel, shape);
  if (tuneMs > 0) await kernels.tune(tuneMs);
  const [trial] = await tryCandidates(device, subjectOf(kernel, shape), { timingMs: turnMs });
  if (!trial || trial.ms === null)
    throw new Error(trial?.refused ? refusalLabel(trial.refused) : 'there is no memory for it');
  return { ms: trial.ms, variant: trial.id };
}

/** With the variant that the engine would run now. */
function subjectOf(kernel: Exclude<Question['kernel'], 'peak'>, shape: ProductShape): Subject {
  if (kernel === 'backward') {
    const linear = { rows: shape.rows, inputs: shape.inner, outputs: shape.columns };
    return backwardSubject(linear, [kernels.linearBackward(linear)]);
  }
  const [layout, bias] = kernel === 'bias' ? (['NN', true] as const) : ([kernel, false] as const);
  return productSubject(layout, bias, shape, [kernels.product(layout, bias, shape)]);
}

/** By the measurement that the page shows: the slope between little and much arithmetic in registers. */
async function peak(): Promise<{ ms: number; flops: number }> {
  const flopsPerSecond = await peaks.measureFlops();
  if (flopsPerSecond === null) throw new Error('its clock stands still');
  return { ms: (1000 * peakFlops) / flopsPerSecond, flops: peakFlops };
}

async function openDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter?.features.has('timestamp-query')) throw new Error('the adapter has no timestamps');
  const wanted: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups'];
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  return adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
  });
}
