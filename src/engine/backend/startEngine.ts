/**
 * Chooses and starts a backend: the faster of a GPU and WASM, else plain JavaScript. An adapter that says it is software
 * counts as no GPU unless it was asked for: many times slower than WASM, it would need seconds to show it. The reason is
 * part of the result and is shown. Each backend's code is loaded only when it is tried.
 */
import { TrimtabError } from '../../domain/core/errors.ts';
import type { LocalText } from '../../domain/core/text.ts';
import type { BackendChoice, BackendId, BackendStatus } from '../../protocol/protocol.ts';
import { findAdapter, type AdapterFacts } from '../gpu/adapter.ts';
import type { GpuRuntime } from '../gpu/runtime.ts';
import { compositeOps } from '../ops/composite.ts';
import type { BackendOps } from '../ops/contract.ts';
import { hostParameters } from '../train/hostParameters.ts';
import type { ParameterStore, StoreOptions } from '../train/parameters.ts';
import { hostExecutor, type Step, type StepExecutor } from '../train/steps.ts';
import * as tf from '../tf.ts';
import { timeStep } from './timeStep.ts';

/** A started backend: what runs the tensors, and what is known about it. */
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
  /** The cause behind what the backend threw, where it is known better. */
  readonly explain: (thrown: unknown) => Promise<unknown>;
}

/** Browsers end a tab that takes much more. */
const hostByteLimit = 1.5 * 2 ** 30;

export async function startEngine(choice: BackendChoice): Promise<Engine> {
  switch (choice) {
    case 'webgpu': {
      const facts = await findAdapter();
      if (!facts) throw new TrimtabError('gpu-unavailable', { message: 'navigator.gpu offers no adapter' });
      return gpuEngine(facts, asked);
    }
    case 'wasm':
      return wasmEngine(asked);
    case 'cpu':
      return cpuEngine(asked);
    case 'auto':
      return automatic();
  }
}

const asked: LocalText = { en: 'You asked for it.', zh: '由你指定。' };

async function automatic(): Promise<Engine> {
  const facts = await findAdapter();
  if (facts && !facts.software) return fasterOf(facts);
  if (facts) {
    return wasmOrCpu({
      en: `WebGPU is only emulated in software here (${facts.name}), which is slower than WASM.`,
      zh: `此处的 WebGPU 由软件模拟（${facts.name}），比 WASM 慢。`,
    });
  }
  return wasmOrCpu({ en: 'The browser offers no WebGPU adapter.', zh: '浏览器没有可用的 WebGPU 适配器。' });
}

/** A GPU that takes longer than this to train its first steps is none that helps. */
const patienceMs = 4000;

/**
 * Times a step on both, because a GPU may be there and still be slower: an emulation under an unknown name, or a small
 * chip beside a fast processor.
 */
export async function fasterOf(facts: AdapterFacts): Promise<Engine> {
  const wasm = await wasmOrCpu({ en: '', zh: '' });
  const wasmMs = await timeStep(wasm);
  let gpu: Engine | null = null;
  try {
    gpu = await gpuEngine(facts, asked);
    const tooLong = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null));
    const timed = timeStep(gpu);
    // After the patience is spent nobody waits for it any more.
    timed.catch(() => {});
    const gpuMs = await Promise.race([timed, tooLong]);
    const reason = comparison(facts.name, gpuMs, wasm.status.backend, wasmMs);
    if (gpuMs !== null && gpuMs < wasmMs) return { ...gpu, status: { ...gpu.status, reason } };
    gpu.gpu?.destroy();
    return await backTo(wasm, reason);
  } catch (error) {
    gpu?.gpu?.destroy();
    return backTo(wasm, {
      en: `The GPU “${facts.name}” could not be started (${messageOf(error)}).`,
      zh: `无法启动 GPU“${facts.name}”（${messageOf(error)}）。`,
    });
  }
}

async function backTo(engine: Engine, reason: LocalText): Promise<Engine> {
  await tf.setBackend(engine.status.backend);
  return { ...engine, status: { ...engine.status, reason } };
}

function comparison(gpuName: string, gpuMs: number | null, other: string, otherMs: number): LocalText {
  const name = other.toUpperCase();
  const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  if (gpuMs === null) {
    return {
      en: `The GPU “${gpuName}” had not trained a few small steps after ${patienceMs / 1000} s; ${name} takes ${ms(otherMs)} a step.`,
      zh: `GPU“${gpuName}”在 ${patienceMs / 1000} 秒内未能完成几个小训练步；${name} 每步只需 ${ms(otherMs)}。`,
    };
  }
  return {
    en: `Measured: a small training step takes ${ms(gpuMs)} on the GPU “${gpuName}” and ${ms(otherMs)} on ${name}.`,
    zh: `实测：一个小训练步在 GPU“${gpuName}”上需 ${ms(gpuMs)}，在 ${name} 上需 ${ms(otherMs)}。`,
  };
}

async function wasmOrCpu(reason: LocalText): Promise<Engine> {
  try {
    return await wasmEngine(reason);
  } catch (error) {
    return cpuEngine({
      en: `${reason.en} WASM could not be started (${messageOf(error)}).`,
      zh: `${reason.zh}WASM 无法启动（${messageOf(error)}）。`,
    });
  }
}

async function gpuEngine(facts: AdapterFacts, reason: LocalText): Promise<Engine> {
  const { openGpuRuntime } = await import('../gpu/runtime.ts');
  const gpu = await openGpuRuntime(facts);
  return {
    status: status('webgpu', reason, facts.name, facts.software, gpu.features),
    gpu,
    ops: gpu.ops,
    parameters: gpu.parameters,
    steps: gpu.steps,
    memoryBytes: gpu.memoryBytes,
    byteLimit: gpu.byteLimit,
    keepsAttention: false,
    explain: gpu.explain,
  };
}

async function wasmEngine(reason: LocalText): Promise<Engine> {
  const { openWasmRuntime } = await import('../wasm/runtime.ts');
  const { ops, parameters, features, threads, withoutRoomToShare, memoryBytes, byteLimit } = await openWasmRuntime();
  const cores = `${navigator.hardwareConcurrency} cores`;
  const told = withoutRoomToShare ? withOneThread(reason) : reason;
  return {
    status: { ...status('wasm', told, cores, false, features), threads },
    gpu: null,
    ops,
    parameters,
    steps: hostExecutor,
    memoryBytes,
    byteLimit,
    keepsAttention: false,
    explain: async (thrown) => thrown,
  };
}

const withOneThread = ({ en, zh }: LocalText): LocalText => ({
  en: `${en} It runs on one thread, because the device has no room for memory that threads share.`,
  zh: `${zh}由于设备没有足够空间供线程共享内存，只使用一个线程。`,
});

async function cpuEngine(reason: LocalText): Promise<Engine> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return {
    status: status('cpu', reason, `${navigator.hardwareConcurrency} cores`, false, []),
    gpu: null,
    ops: compositeOps,
    parameters: hostParameters,
    steps: hostExecutor,
    memoryBytes: () => tf.memory().numBytes,
    byteLimit: hostByteLimit,
    keepsAttention: true,
    explain: async (thrown) => thrown,
  };
}

function status(
  backend: BackendId,
  reason: LocalText,
  adapter: string,
  software: boolean,
  features: readonly string[],
): BackendStatus {
  return {
    backend,
    reason,
    adapter,
    software,
    precision: 'f32',
    isolated: globalThis.crossOriginIsolated,
    threads: 1,
    features,
    versions: { tfjs: tf.version_core },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
