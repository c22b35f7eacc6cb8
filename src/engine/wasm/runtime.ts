/**
 * The WASM backend: TensorFlow.js with our kernels over one heap, on as many threads as the page may use. Opened once in
 * the life of a worker, because TensorFlow.js knows backends by name.
 */
import type { MachinePeaks } from '../../domain/limits/roofline.ts';
import { hasRelaxedSimd, compileKernels, instantiate } from './module.ts';
import * as tf from '../tf.ts';
import type { BackendOps } from '../ops/contract.ts';
import type { ParameterStore, StoreOptions } from '../train/parameters.ts';
import { HeapBackend } from './backend.ts';
import { createCrew } from './crew.ts';
import { createHeap, mostPages, type Heap } from './heap.ts';
import { createMatrices } from './matrices.ts';
import { heapOps } from './ops.ts';
import { heapParameters } from './parameters.ts';
import { registerStock } from './stock.ts';

export interface WasmRuntime {
  readonly ops: BackendOps;
  readonly parameters: (options: StoreOptions) => ParameterStore;
  readonly features: readonly string[];
  /** Threads that take part. */
  readonly threads: number;
  /** The page may have threads, but the device has no room for memory that they share. */
  readonly withoutRoomToShare: boolean;
  /** Bytes of the heap, in use or not: it grows and never shrinks. */
  readonly memoryBytes: () => number;
  /** Bytes that a run may occupy at most: three quarters of where the heap ends, the rest being for fragments. */
  readonly byteLimit: number;
  /** What the threads can do at most; only while no step is in flight. */
  readonly measurePeaks: () => Promise<MachinePeaks>;
}

const backendName = 'wasm';
/** More threads than this wait for memory and for each other at the sizes that train in a tab. */
const mostThreads = 8;

let opened: Promise<WasmRuntime> | null = null;

export async function openWasmRuntime(): Promise<WasmRuntime> {
  opened ??= open();
  opened.catch(() => (opened = null));
  const runtime = await opened;
  await tf.setBackend(backendName);
  return runtime;
}

/** A core for the page, and at least two threads where there are two cores at all. */
function threadsWanted(shared: boolean): number {
  const cores = navigator.hardwareConcurrency;
  return shared && cores > 1 ? Math.min(mostThreads, Math.max(2, cores - 1)) : 1;
}

/** Shared where the page may and the device can. */
function openHeap(): { readonly heap: Heap; readonly shared: boolean } {
  if (globalThis.crossOriginIsolated) {
    try {
      return { heap: createHeap(true), shared: true };
    } catch {
      // One thread on memory of its own is many times faster than no WASM at all.
    }
  }
  return { heap: createHeap(false), shared: false };
}

async function open(): Promise<WasmRuntime> {
  const { heap, shared } = openHeap();
  const module = await compileKernels(shared);
  const kernels = instantiate(module, heap.memory);
  const crew = createCrew({ heap, kernels, module, threads: threadsWanted(shared) });
  const backend = new HeapBackend(heap);
  const scratchBytes = Number(kernels.productScratch.value);
  registerStock(backendName, backend, crew, scratchBytes);
  tf.registerBackend(backendName, () => backend, 3);
  const matrices = createMatrices(backend, crew, scratchBytes);
  await crew.complete;
  return {
    ops: heapOps({ backend, crew, kernels, matrices }),
    parameters: (options) => heapParameters({ backend, kernels, mostPages: shared ? mostPages : null }, options),
    features: [hasRelaxedSimd ? 'relaxed-simd' : 'simd', ...(shared ? ['shared-memory'] : [])],
    threads: crew.threads(),
    withoutRoomToShare: globalThis.crossOriginIsolated && !shared,
    memoryBytes: () => heap.memory.buffer.byteLength,
    byteLimit: 0.75 * heap.mostBytes,
    async measurePeaks() {
      const { measureWasm } = await import('../limits/wasmPeaks.ts');
      return measureWasm(module, shared, crew.threads());
    },
  };
}
