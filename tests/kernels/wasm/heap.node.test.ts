/** The heap's promises: blocks never overlap, what is given back is used again, and running out is a typed error. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap, firstAddress } from '../../../src/engine/wasm/heap.ts';

test('blocks lie apart, on cache lines, past the threads’ page, whatever is asked for and given back', () => {
  const order = fc.array(fc.record({ bytes: fc.integer({ min: 0, max: 200_000 }), back: fc.nat(20) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(order, (requests) => {
      const heap = createHeap(false);
      const held: { address: number; bytes: number }[] = [];
      for (const { bytes, back } of requests) {
        const address = heap.allocate(bytes);
        expect(address % 64).toBe(0);
        expect(address).toBeGreaterThanOrEqual(firstAddress);
        expect(address + bytes).toBeLessThanOrEqual(heap.memory.buffer.byteLength);
        for (const other of held) {
          expect(address >= other.address + other.bytes || address + bytes <= other.address).toBe(true);
        }
        held.push({ address, bytes });
        const [returned] = back < held.length ? held.splice(back, 1) : [];
        if (returned) heap.release(returned.address);
      }
      for (const { address } of held) heap.release(address);
      expect(heap.used).toBe(0);
    }),
  );
});

test('what was given back melts together and is used again before the memory grows', () => {
  const heap = createHeap(false);
  const bytes = heap.memory.buffer.byteLength;
  const room = bytes - firstAddress;
  const blocks = Array.from({ length: 8 }, () => heap.allocate(room / 8));
  for (const address of [3, 1, 2, 7, 0, 5, 6, 4].map((i) => blocks[i] ?? NaN)) heap.release(address);
  expect(heap.allocate(room)).toBe(firstAddress);
  expect(heap.memory.buffer.byteLength).toBe(bytes);
});

test('the memory grows when it must, and views are of the memory as it is', () => {
  const heap = createHeap(false);
  const small = heap.allocate(16);
  heap.floats(small, 4).set([1, 2, 3, 4]);
  const large = heap.allocate(2 * heap.memory.buffer.byteLength);
  heap.integers(large, 1).set([7]);
  expect([...heap.floats(small, 4)]).toEqual([1, 2, 3, 4]);
});

test('what does not fit is refused with a typed error, and the heap goes on', () => {
  const heap = createHeap(false);
  expect(() => heap.allocate(3 * 2 ** 30)).toThrow(expect.objectContaining({ code: 'out-of-memory' }));
  expect(heap.allocate(16)).toBe(firstAddress);
});

test('giving back what is not there is a mistake of the program', () => {
  const heap = createHeap(false);
  const address = heap.allocate(16);
  heap.release(address);
  expect(() => heap.release(address)).toThrow(/nothing lies at/);
});
