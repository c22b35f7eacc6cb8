/** A started backend, and how each of them is started. The code of a backend is loaded only when it is. */
import type { LocalText } from '../../domain/core/text.ts';
import type { MachinePeaks } from '../../domain/limits/roofline.ts';
import type { BackendId, BackendStatus, Precision } from '../../protocol/protocol.ts';
import type { AdapterFacts } from '../gpu/adapter.ts';
import type { GpuOptions, GpuRuntime } from '../gpu/runtime.ts';
import { compositeOps } from '../ops/composite.ts';
import type { BackendOps } from '../ops/contract.ts';
import { hostParameters } from '../train/hostParameters.ts';
import type { ParameterStore, StoreOptions } from '../train/parameters.ts';
import { hostExecutor, type Step, type StepExecutor } from '../train/steps.ts';
import * as tf from '../tf.ts';
import { messageOf } from './messageOf.ts';

/** What runs the tensors, and what is known about it. */
export interface Engine {
  readonly status: BackendStatus;
  /** Null on WASM and CPU. */
  readonly gpu: GpuRuntime | null;
  readonly ops: BackendOps;
  readonly parameters: (options: StoreOptions) => ParameterStore;
  readonly steps: (step: Step) => StepExecutor;
  /** Bytes that the backend holds now: GPU buffers with their pool, the WASM heap, or live tensors. */
  readonly memoryBytes: () => number;
  /** Bytes that a run may occupy at most. */
  readonly byteLimit: number;
  /** Attention keeps its T×T weights for the backward pass: it is no kernel of ours. */
  readonly keepsAttention: boolean;
  /** What the machine can do at most. A fraction of a second; only while no step is in flight. */
  readonly measurePeaks: () => Promise<MachinePeaks>;
  /** The cause behind what the backend threw, where it is known better. */
  readonly explain: (thrown: unknown) => Promise<unknown>;
}

/** Browsers end a tab that takes much more. */
const hostByteLimit = 1.5 * 2 ** 30;

/** With what a prediction of memory must know of it. */
export function complete(opened: Omit<Engine, 'status'>, known: Omit<BackendStatus, 'memory'>): Engine {
  const { byteLimit: limitBytes, keepsAttention } = opened;
  const memory = { limitBytes, startBytes: opened.memoryBytes(), keepsAttention };
  return { ...opened, status: { ...known, memory } };
}

export async function gpuEngine(facts: AdapterFacts, reason: LocalText, options: GpuOptions): Promise<Engine> {
  const { openGpuRuntime } = await import('../gpu/runtime.ts');
  const gpu = await openGpuRuntime(facts, options);
  const parts = {
    gpu,
    ops: gpu.ops,
    parameters: gpu.parameters,
    steps: gpu.steps,
    memoryBytes: gpu.memoryBytes,
    byteLimit: gpu.byteLimit,
    keepsAttention: false,
    measurePeaks: gpu.measurePeaks,
    explain: gpu.explain,
  };
  return complete(parts, status('webgpu', reason, facts.name, facts.software, gpu.features, gpu.precision));
}

export async function wasmEngine(reason: LocalText): Promise<Engine> {
  const { openWasmRuntime } = await import('../wasm/runtime.ts');
  const runtime = await openWasmRuntime();
  const { ops, parameters, features, threads, withoutRoomToShare, memoryBytes, byteLimit, measurePeaks } = runtime;
  const cores = `${navigator.hardwareConcurrency} cores`;
  const told = withoutRoomToShare ? withOneThread(reason) : reason;
  const parts = {
    gpu: null,
    ops,
    parameters,
    steps: hostExecutor,
    memoryBytes,
    byteLimit,
    keepsAttention: false,
    measurePeaks,
    explain: async (thrown: unknown) => thrown,
  };
  return complete(parts, { ...status('wasm', told, cores, false, features), threads });
}

const withOneThread = ({ en, zh }: LocalText): LocalText => ({
  en: `${en} It runs on one thread, because the device has no room for memory that threads share.`,
  zh: `${zh}由于设备没有足够空间供线程共享内存，只使用一个线程。`,
});

export async function cpuEngine(reason: LocalText): Promise<Engine> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const parts = {
    gpu: null,
    ops: compositeOps,
    parameters: hostParameters,
    steps: hostExecutor,
    memoryBytes: () => tf.memory().numBytes,
    byteLimit: hostByteLimit,
    keepsAttention: true,
    async measurePeaks() {
      const { measureCpu } = await import('../limits/cpuPeaks.ts');
      return measureCpu();
    },
    explain: async (thrown: unknown) => thrown,
  };
  return complete(parts, status('cpu', reason, `${navigator.hardwareConcurrency} cores`, false, []));
}

function status(
  backend: BackendId,
  reason: LocalText,
  adapter: string,
  software: boolean,
  features: readonly string[],
  precision: Precision = 'f32',
): Omit<BackendStatus, 'memory'> {
  return {
    backend,
    reason,
    adapter,
    software,
    precision,
    isolated: globalThis.crossOriginIsolated,
    threads: 1,
    features,
    versions: { tfjs: tf.version_core },
  };
}

/** WASM, or plain JavaScript where that does not start. */
export async function wasmOrCpu(reason: LocalText): Promise<Engine> {
  try {
    return await wasmEngine(reason);
  } catch (error) {
    const { en, zh } = noWasm(error);
    return cpuEngine({ en: `${reason.en} ${en}`, zh: reason.zh + zh });
  }
}

export const noWasm = (error: unknown): LocalText => ({
  en: `WASM could not be started (${messageOf(error)}).`,
  zh: `WASM 无法启动（${messageOf(error)}）。`,
});
