/** Our product kernels one by one, without an engine around them, and the adapter's peak. Timed by the device. */
import type { ProductShape } from '../../shaders/linear/kernel.ts';
import { isHalf } from '../../shaders/linear/variants.ts';
import { findAdapter, subgroupLanes } from '../../src/engine/gpu/adapter.ts';
import { kernelChoice, type KernelChoice } from '../../src/engine/gpu/tuning/kernelChoice.ts';
import { backwardSubject, productSubject } from '../../src/engine/gpu/tuning/linearSubjects.ts';
import type { Precision } from '../../src/protocol/protocol.ts';
import { linearShortlist, productShortlist, type DeviceKind } from '../../src/engine/gpu/tuning/shortlist.ts';
import type { Subject } from '../../src/engine/gpu/tuning/subject.ts';
import { tryCandidates } from '../../src/engine/gpu/tuning/trial.ts';
import { gpuPeaks, type GpuPeaks } from '../../src/engine/limits/gpuPeaks.ts';
import { refusalLabel } from '../variants/labels.ts';
import { answer, adapterName } from './serve.mjs';
import { openTimedDevice } from './timedDevice.ts';

interface Question {
  readonly kernel: 'NN' | 'NT' | 'TN' | 'bias' | 'backward' | 'peak';
  readonly shape: ProductShape;
  readonly turnMs: number;
}

/** What the peak is told for: about as much as the largest product. */
const peakFlops = 2 ** 32;

let device: GPUDevice;
let kind: DeviceKind;
let peaks: GpuPeaks;
let kernels: KernelChoice;
/** A software adapter has a table instead of a choice by trial. */
let tuneMs = 0;

answer({
  async open({ precision }: { precision?: Precision }) {
    device = await openTimedDevice();
    const { name = '', software = false } = (await findAdapter()) ?? {};
    const half = precision === 'f16';
    if (half && !device.features.has('shader-f16')) throw new Error('the adapter has no shader-f16');
    const subgroups = device.features.has('subgroups');
    kind = { name, software, subgroups, lanes: subgroupLanes(device.adapterInfo, subgroups), half };
    peaks = gpuPeaks(device, software);
    kernels = kernelChoice({ device, kind, storage: null, peaks });
    tuneMs = software || half ? 0 : 20_000;
    return { note: 'by timestamps of the device', adapter: await adapterName() };
  },
  time: ({ question }: { question: Question }) => time(question),
});

async function time({ kernel, shape, turnMs }: Question): Promise<{ ms: number; flops?: number; variant?: string }> {
  if (kernel === 'peak') return peak();
  subjectOf(kernel, shape);
  if (tuneMs > 0) await kernels.tune(tuneMs);
  const trials = await tryCandidates(device, subjectOf(kernel, shape), { timingMs: turnMs });
  const [best] = trials.toSorted((a, b) => (a.ms ?? Infinity) - (b.ms ?? Infinity));
  if (!best || best.ms === null)
    throw new Error(best?.refused ? refusalLabel(best.refused) : 'there is no memory for it');
  return { ms: best.ms, variant: best.id };
}

/**
 * With the variant that the engine would run now. In half precision with all that it would try there, and without those in
 * full precision, which the engine would run where they are faster.
 */
function subjectOf(kernel: Exclude<Question['kernel'], 'peak'>, shape: ProductShape): Subject {
  if (kernel === 'backward') {
    const linear = { rows: shape.rows, inputs: shape.inner, outputs: shape.columns };
    const halves = linearShortlist(linear, kind).filter(isHalf);
    return backwardSubject(linear, kind.half ? halves : [kernels.linearBackward(linear)]);
  }
  const [layout, bias] = kernel === 'bias' ? (['NN', true] as const) : ([kernel, false] as const);
  const halves = productShortlist(shape, kind).filter(isHalf);
  return productSubject(layout, bias, shape, kind.half ? halves : [kernels.product(layout, bias, shape)]);
}

/** By the measurement that the page shows: the slope between little and much arithmetic in registers. */
async function peak(): Promise<{ ms: number; flops: number }> {
  const flopsPerSecond = await peaks.measureFlops();
  if (flopsPerSecond === null) throw new Error('its clock stands still');
  return { ms: (1000 * peakFlops) / flopsPerSecond, flops: peakFlops };
}
