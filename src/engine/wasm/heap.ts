/**
 * One WebAssembly memory for all tensors, and who owns which part of it. Blocks are found by best fit and melt with
 * free neighbours when they are given back; a training step asks for the same sizes in the same order each time, so its
 * memory stays where it is.
 */
import { TrimtabError } from '../../domain/core/errors.ts';

export interface Heap {
  readonly memory: WebAssembly.Memory;
  /** Where it ends. */
  readonly mostBytes: number;
  /** Address of a block whose content is whatever was there before. Throws `out-of-memory`. */
  allocate(bytes: number): number;
  release(address: number): void;
  floats(address: number, length: number): Float32Array;
  integers(address: number, length: number): Int32Array;
  /** Bytes that blocks occupy now. */
  readonly used: number;
}

const pageBytes = 65_536;
/** The first page is the threads' (crew.ts). */
export const firstAddress = pageBytes;
const initialPages = 256;
/** 2 GiB, the end that modules for shared memory name; a memory may end sooner. */
export const mostPages = 32_768;
/** Shared memory takes its address space at once, which not every device has so much of. */
const fewerPages = [mostPages, mostPages / 2, mostPages / 4, mostPages / 8];
/** Blocks start at multiples of a cache line, so that threads do not share one. */
const alignment = 64;

interface Gap {
  readonly start: number;
  readonly bytes: number;
}

function openMemory(shared: boolean): { readonly memory: WebAssembly.Memory; readonly maximum: number } {
  let refused: unknown;
  for (const maximum of fewerPages) {
    try {
      return { memory: new WebAssembly.Memory({ initial: initialPages, maximum, shared }), maximum };
    } catch (thrown) {
      refused = thrown;
    }
  }
  throw refused;
}

/** Throws what the browser says where it has no such memory, however little. */
export function createHeap(shared: boolean): Heap {
  const { memory, maximum } = openMemory(shared);
  const owned = new Map<number, number>();
  /** In ascending order, never touching each other. */
  let gaps: readonly Gap[] = [{ start: firstAddress, bytes: initialPages * pageBytes - firstAddress }];
  let used = 0;

  function free(start: number, bytes: number): void {
    const before = gaps.filter((gap) => gap.start < start);
    const after = gaps.slice(before.length);
    const left = before.at(-1);
    const right = after[0];
    let merged: Gap = { start, bytes };
    if (left !== undefined && left.start + left.bytes === start) {
      before.pop();
      merged = { start: left.start, bytes: left.bytes + bytes };
    }
    if (right !== undefined && start + bytes === right.start) {
      after.shift();
      merged = { start: merged.start, bytes: merged.bytes + right.bytes };
    }
    gaps = [...before, merged, ...after];
  }

  function grow(bytes: number): void {
    const end = memory.buffer.byteLength;
    const last = gaps.at(-1);
    const atEnd = last !== undefined && last.start + last.bytes === end ? last.bytes : 0;
    const pages = Math.ceil((bytes - atEnd) / pageBytes);
    try {
      memory.grow(pages);
    } catch {
      throw new TrimtabError('out-of-memory', { bytes });
    }
    free(end, pages * pageBytes);
  }

  function bestFit(bytes: number): Gap | undefined {
    let best: Gap | undefined;
    for (const gap of gaps) if (gap.bytes >= bytes && (best === undefined || gap.bytes < best.bytes)) best = gap;
    return best;
  }

  return {
    memory,
    mostBytes: maximum * pageBytes,
    get used() {
      return used;
    },
    allocate(wanted) {
      const bytes = Math.max(alignment, Math.ceil(wanted / alignment) * alignment);
      let gap = bestFit(bytes);
      if (gap === undefined) {
        grow(bytes);
        gap = bestFit(bytes);
      }
      if (gap === undefined) throw new TrimtabError('out-of-memory', { bytes });
      const { start, bytes: room } = gap;
      gaps = gaps.flatMap((each) => {
        if (each.start !== start) return [each];
        return room === bytes ? [] : [{ start: start + bytes, bytes: room - bytes }];
      });
      owned.set(start, bytes);
      used += bytes;
      return start;
    },
    release(address) {
      const bytes = owned.get(address);
      if (bytes === undefined) throw new Error(`heap: nothing lies at ${address}`);
      owned.delete(address);
      used -= bytes;
      free(address, bytes);
    },
    floats: (address, length) => new Float32Array(memory.buffer, address, length),
    integers: (address, length) => new Int32Array(memory.buffer, address, length),
  };
}
