/** Our product kernels one by one, without an engine around them, and the adapter's peak. Timed by the device. */
import { fmaPeak, peakFlops } from '../../shaders/fma-peak/kernel.ts';
import type { ProductShape } from '../../shaders/linear/kernel.ts';
import { isHalf } from '../../shaders/linear/variants.ts';
import { findAdapter } from '../../src/engine/gpu/adapter.ts';
import { kernelChoice, type KernelChoice } from '../../src/engine/gpu/tuning/kernelChoice.ts';
import { backwardSubject, productSubject } from '../../src/engine/gpu/tuning/linearSubjects.ts';
import type { Precision } from '../../src/protocol/protocol.ts';
import { linearShortlist, productShortlist, type DeviceKind } from '../../src/engine/gpu/tuning/shortlist.ts';
import type { Subject } from '../../src/engine/gpu/tuning/subject.ts';
import { tryCandidates } from '../../src/engine/gpu/tuning/trial.ts';
import { openDevice, type TimedDevice } from './timedDevice.ts';
import { answer, adapterName } from './serve.mjs';

interface Question {
  readonly kernel: 'NN' | 'NT' | 'TN' | 'bias' | 'backward' | 'peak';
  readonly shape: ProductShape;
  readonly turnMs: number;
}

/** Enough invocations for a wide device, few enough rounds for a software adapter. */
const peakShape = { workgroups: 8192, rounds: 128 };

let timed: TimedDevice;
let kind: DeviceKind;
let kernels: KernelChoice;
/** A software adapter has a table instead of a choice by trial. */
let tuneMs = 0;

answer({
  async open({ precision }: { precision?: Precision }) {
    timed = await openDevice();
    const { device } = timed;
    const { name = '', software = false } = (await findAdapter()) ?? {};
    const half = precision === 'f16';
    if (half && !device.features.has('shader-f16')) throw new Error('the adapter has no shader-f16');
    kind = { name, software, subgroups: device.features.has('subgroups'), half };
    kernels = kernelChoice({ device, kind, storage: null });
    tuneMs = software || half ? 0 : 20_000;
    return { note: 'by timestamps of the device', adapter: await adapterName() };
  },
  time: ({ question }: { question: Question }) => time(question),
});

async function time({ kernel, shape, turnMs }: Question): Promise<{ ms: number; flops?: number; variant?: string }> {
  if (kernel === 'peak') return peak(turnMs);
  subjectOf(kernel, shape);
  if (tuneMs > 0) await kernels.tune(tuneMs);
  const trials = await tryCandidates(timed.device, subjectOf(kernel, shape), { timingMs: turnMs });
  const [best] = trials.toSorted((a, b) => (a.ms ?? Infinity) - (b.ms ?? Infinity));
  if (!best || best.ms === null) throw new Error(best?.refused ?? 'there is no memory for it');
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

async function peak(turnMs: number): Promise<{ ms: number; flops: number }> {
  const dispatch = {
    code: fmaPeak.code(peakShape),
    grid: fmaPeak.grid(peakShape),
    lengths: fmaPeak.bindings.map(({ length }) => length(peakShape)),
  };
  return { ms: await timed.time(dispatch, turnMs), flops: peakFlops(peakShape) };
}
