/** Devices without room: a smaller heap, then one that is not shared; the kernels fit all of them. */
import { afterEach, expect, test, vi } from 'vitest';

const { Memory } = WebAssembly;

afterEach(() => {
  WebAssembly.Memory = Memory;
  vi.resetModules();
});

function refuseMemory(refused: (descriptor: WebAssembly.MemoryDescriptor) => boolean): void {
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (refused(descriptor)) throw new RangeError('could not allocate memory');
      super(descriptor);
    }
  };
}

test('with less address space the heap is smaller', async () => {
  refuseMemory(({ maximum = 0 }) => maximum > 8192);
  const { createHeap } = await import('../../src/engine/wasm/heap.ts');
  const heap = createHeap(true);
  expect(heap.mostBytes).toBe(8192 * 65_536);
  expect(heap.memory.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('a memory that ends sooner than the modules say still fits them', async () => {
  refuseMemory(({ maximum = 0 }) => maximum > 8192);
  const { createHeap } = await import('../../src/engine/wasm/heap.ts');
  const { compileKernels, instantiate } = await import('../../src/engine/wasm/module.ts');
  const { memory } = createHeap(true);
  expect(instantiate(await compileKernels(true), memory).productScratch.value).toBeGreaterThan(0);
});

test('without any that can be shared the heap is of one thread', async () => {
  refuseMemory(({ shared = false }) => shared);
  const { createHeap } = await import('../../src/engine/wasm/heap.ts');
  expect(() => createHeap(true)).toThrow(RangeError);
  expect(createHeap(false).memory.buffer).toBeInstanceOf(ArrayBuffer);
});
