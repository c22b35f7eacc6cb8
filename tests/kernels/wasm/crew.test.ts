/** Threads: the same numbers as one thread, in every job of many, and no hanging where one fails. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCrew, type Crew } from '../../../src/engine/wasm/crew.ts';
import { createHeap, type Heap } from '../../../src/engine/wasm/heap.ts';
import { createBoard, word } from '../../../src/engine/wasm/job.ts';
import { compileKernels, instantiate, kernelNames, type Kernels } from '../../../src/engine/wasm/module.ts';
import { normal } from '../numbers.ts';

const [m, k, n] = [130, 70, 129];
let heap: Heap;
let kernels: Kernels;
let module: WebAssembly.Module;
let crew: Crew;

beforeAll(async () => {
  module = await compileKernels(true);
  heap = createHeap(true);
  kernels = instantiate(module, heap.memory);
  crew = createCrew({ heap, kernels, module, threads: 2 });
  await crew.complete;
});

afterAll(() => crew.dispose());

/** Inputs in the heap, and a place for what comes out. */
function prepare(seed: number): { readonly run: (on: Crew) => void; readonly result: () => Float32Array } {
  const [a, b, c] = [m * k, k * n, m * n].map((length) => heap.allocate(4 * length)) as [number, number, number];
  heap.floats(a, m * k).set(normal(m * k, seed));
  heap.floats(b, k * n).set(normal(k * n, seed + 1));
  return {
    run(on) {
      heap.floats(c, m * n).fill(Number.NaN);
      on.run({
        kernel: 'product',
        args: [a, 4 * k, 4, b, 4 * n, 4, c, 4 * n, m, k, n, 0, 0, 1],
        units: Math.ceil(m / 4),
        operations: 2 * m * k * n,
        scratchBytes: Number(kernels.productScratch.value),
      });
    },
    result: () => heap.floats(c, m * n),
  };
}

test('the helper joins', () => {
  expect(crew.threads()).toBe(2);
});

test('hundreds of jobs, some after a pause in which the helpers fall asleep', async () => {
  const alone = createCrew({ heap, kernels, module, threads: 1 });
  const products = [1, 2, 3].map((seed) => {
    const { run, result } = prepare(seed);
    run(alone);
    return { run, result, expected: result().slice() };
  });
  for (let i = 0; i < 900; i++) {
    if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const { run, result, expected } of products.slice(i % 3, (i % 3) + 1)) {
      run(crew);
      const differs = result().findIndex((value, at) => value !== expected[at]);
      if (differs >= 0) throw new Error(`job ${i}: element ${differs} is another`);
    }
  }
  expect(Atomics.load(new Int32Array(heap.memory.buffer, 0, 16), word.asleep)).toBeLessThanOrEqual(1);
});

test('a kernel that fails in a thread fails the job', () => {
  const own = createHeap(true);
  const board = createBoard(
    own.memory,
    {
      ...instantiate(module, own.memory),
      add: () => {
        throw new Error('broken');
      },
    },
    kernelNames,
  );
  board.publish({ kernel: 'add', args: [], units: 4, parts: 4, scratch: 0, scratchBytes: 0 });
  board.work(0);
  expect(() => board.finish(4)).toThrow(/a kernel has failed/);
});

test('a thread that comes late finds nothing to do, and takes nothing of the next job before it is written', () => {
  const own = createHeap(true);
  const ran: (readonly number[])[] = [];
  const parts = instantiate(module, own.memory);
  const add = (...args: readonly number[]): number => ran.push(args);
  const [first, second] = [0, 1].map(() => createBoard(own.memory, { ...parts, add }, kernelNames));
  first?.publish({ kernel: 'add', args: [5], units: 10, parts: 3, scratch: 64, scratchBytes: 128 });
  first?.work(0);
  second?.work(1);
  expect(ran).toEqual([
    [64, 5, 6, 10],
    [64, 5, 3, 6],
    [64, 5, 0, 3],
  ]);
  first?.finish(3);
  ran.length = 0;
  second?.publish({ kernel: 'add', args: [6, 7], units: 2, parts: 2, scratch: 64, scratchBytes: 128 });
  first?.work(1);
  expect(ran).toEqual([
    [192, 6, 7, 1, 2],
    [192, 6, 7, 0, 1],
  ]);
});
