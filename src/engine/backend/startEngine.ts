/**
 * Chooses and starts a backend: a hardware GPU, else WASM, else plain JavaScript. A software adapter counts as no GPU
 * unless it was asked for, because it is many times slower than WASM. The reason is part of the result and is shown.
 * Each backend's code is loaded only when it is chosen.
 */
import { TrimtabError } from '../../domain/core/errors.ts';
import type { LocalText } from '../../domain/core/text.ts';
import type { BackendChoice, BackendId, BackendStatus } from '../../protocol/protocol.ts';
import { findAdapter, type AdapterFacts } from '../gpu/adapter.ts';
import type { GpuRuntime } from '../gpu/runtime.ts';
import type { TuningStorage } from '../gpu/tuning/record.ts';
import { compositeOps } from '../ops/composite.ts';
import type { BackendOps } from '../ops/contract.ts';
import { hostParameters } from '../train/hostParameters.ts';
import type { ParameterStore, StoreOptions } from '../train/parameters.ts';
import * as tf from '../tf.ts';

/** A started backend: what runs the tensors, and what is known about it. */
export interface Engine {
  readonly status: BackendStatus;
  /** Null on WASM and CPU. */
  readonly gpu: GpuRuntime | null;
  readonly ops: BackendOps;
  readonly parameters: (options: StoreOptions) => ParameterStore;
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

/** `tunings`: where the GPU's choices of kernels are kept, if anywhere. */
export async function startEngine(choice: BackendChoice, tunings: TuningStorage | null = null): Promise<Engine> {
  switch (choice) {
    case 'webgpu': {
      const facts = await findAdapter();
      if (!facts) throw new TrimtabError('gpu-unavailable', { message: 'navigator.gpu offers no adapter' });
      return gpuEngine(facts, asked, tunings);
    }
    case 'wasm':
      return wasmEngine(asked);
    case 'cpu':
      return cpuEngine(asked);
    case 'auto':
      return automatic(tunings);
  }
}

const asked: LocalText = { en: 'You asked for it.', zh: '由你指定。' };

async function automatic(tunings: TuningStorage | null): Promise<Engine> {
  const facts = await findAdapter();
  if (facts && !facts.software) {
    try {
      const reason = {
        en: 'This machine has a GPU that the browser can use.',
        zh: '浏览器可以使用本机的 GPU。',
      };
      return await gpuEngine(facts, reason, tunings);
    } catch (error) {
      return wasmOrCpu({
        en: `The GPU “${facts.name}” could not be started (${messageOf(error)}).`,
        zh: `无法启动 GPU“${facts.name}”（${messageOf(error)}）。`,
      });
    }
  }
  if (facts) {
    return wasmOrCpu({
      en: `WebGPU is only emulated in software here (${facts.name}), which is slower than WASM.`,
      zh: `此处的 WebGPU 由软件模拟（${facts.name}），比 WASM 慢。`,
    });
  }
  return wasmOrCpu({ en: 'The browser offers no WebGPU adapter.', zh: '浏览器没有可用的 WebGPU 适配器。' });
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

async function gpuEngine(facts: AdapterFacts, reason: LocalText, tunings: TuningStorage | null): Promise<Engine> {
  const { openGpuRuntime } = await import('../gpu/runtime.ts');
  const gpu = await openGpuRuntime(facts, tunings);
  return {
    status: status('webgpu', reason, facts.name, facts.software, gpu.features),
    gpu,
    ops: gpu.ops,
    parameters: gpu.parameters,
    memoryBytes: () => (tf.memory() as { numBytesAllocatedInGPU?: number }).numBytesAllocatedInGPU ?? 0,
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
