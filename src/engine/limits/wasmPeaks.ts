/**
 * What the processor can do at most through WASM: our own product of matrices that fit into its caches, and a copy of
 * arrays that do not. On a heap and a crew for this alone, because the heap of the models would keep the room for good.
 */
import type { MachinePeaks } from '../../domain/limits/roofline.ts';
import { createCrew, type Crew } from '../wasm/crew.ts';
import { createHeap, type Heap } from '../wasm/heap.ts';
import { multiply, rowMajor } from '../wasm/matrices.ts';
import { elementGranule, instantiate } from '../wasm/module.ts';
import { secondsPerUnit } from './perUnit.ts';

/** Three matrices of 256 KiB: the part of each thread stays in the cache that it has for itself. */
const side = 256;
/** Of one array; beyond the caches of all but a few processors. */
const copiedValues = 8 * 2 ** 20;

interface Bench {
  readonly heap: Heap;
  readonly crew: Crew;
  readonly productScratch: number;
}

const timed =
  (work: () => void) =>
  async (units: number): Promise<number> => {
    const startedAt = performance.now();
    for (let i = 0; i < units; i++) work();
    return performance.now() - startedAt;
  };

function array({ heap }: Bench, length: number): number {
  const address = heap.allocate(4 * length);
  // Pages that were never written to are all one and the same, which a cache does hold.
  heap.floats(address, length).fill(1);
  return address;
}

async function flopsPerSecond(on: Bench): Promise<number> {
  const [a, b, out] = [array(on, side ** 2), array(on, side ** 2), array(on, side ** 2)];
  const request = { a: rowMajor(a, side), b: rowMajor(b, side), out, m: side, k: side, n: side };
  const product = timed(() => multiply(on.crew, on.productScratch, request));
  return (2 * side ** 3) / (await secondsPerUnit(product, 1));
}

async function bytesPerSecond(on: Bench): Promise<number> {
  const [from, to] = [array(on, copiedValues), array(on, copiedValues)];
  const copy = timed(() =>
    on.crew.run({
      kernel: 'scale',
      args: [from, 1, to, copiedValues],
      units: copiedValues / elementGranule,
      operations: copiedValues,
    }),
  );
  return (2 * 4 * copiedValues) / (await secondsPerUnit(copy, 1));
}

function secondsPerCall(on: Bench): Promise<number> {
  const [from, to] = [array(on, 4), array(on, 4)];
  const call = timed(() => on.crew.run({ kernel: 'scale', args: [from, 1, to, 4], units: 1, operations: 4 }));
  return secondsPerUnit(call, 250);
}

export async function measureWasm(module: WebAssembly.Module, shared: boolean, threads: number): Promise<MachinePeaks> {
  const heap = createHeap(shared);
  const kernels = instantiate(module, heap.memory);
  const crew = createCrew({ heap, kernels, module, threads });
  try {
    await crew.complete;
    const on: Bench = { heap, crew, productScratch: Number(kernels.productScratch.value) };
    return {
      flopsPerSecond: await flopsPerSecond(on),
      bytesPerSecond: await bytesPerSecond(on),
      secondsPerDispatch: await secondsPerCall(on),
    };
  } finally {
    crew.dispose();
  }
}
