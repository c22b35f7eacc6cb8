/**
 * Runs kernels, alone or with helping threads. Helpers exist where memory can be shared, that is where the page is
 * cross-origin isolated; they join as they become ready. Which thread computes a part never changes its numbers.
 */
import type { Heap } from './heap.ts';
import { createBoard, mostParts, type HelperStart } from './job.ts';
import { kernelNames, type KernelName, type Kernels } from './module.ts';

export interface Call {
  readonly kernel: KernelName;
  readonly args: readonly number[];
  /** What the last two arguments of the kernel count. */
  readonly units: number;
  /** Roughly, for the decision whether helpers are worth waking. */
  readonly operations: number;
  /** Bytes of scratch memory for each thread. */
  readonly scratchBytes?: number;
}

export interface Crew {
  run(call: Call): void;
  /** Threads that take part now, this one included. */
  readonly threads: () => number;
  /** Resolves when every helper has joined or has had its time. */
  readonly complete: Promise<void>;
  dispose(): void;
}

export interface CrewOptions {
  readonly heap: Heap;
  readonly kernels: Kernels;
  readonly module: WebAssembly.Module;
  /** Threads wanted, this one included; 1 where memory cannot be shared. */
  readonly threads: number;
}

/** About 20 µs of one thread's work; waking another costs about as much. */
const worthSharing = 400_000;
/** More parts than threads, so that a thread that the system holds up leaves its share to the others. */
const partsPerThread = 2;
/** After this a helper that has not answered is not waited for. */
const patienceMs = 2000;

export function createCrew({ heap, kernels, module, threads }: CrewOptions): Crew {
  const board = createBoard(heap.memory, kernels, kernelNames);
  let present = 1;
  let scratch = 0;
  let scratchBytes = 0;

  const helpers = Array.from({ length: threads - 1 }, (_, index) => {
    const worker = new Worker(new URL('./helper.ts', import.meta.url), { type: 'module', name: 'trimtab-helper' });
    const joined = new Promise<void>((resolve) => {
      worker.addEventListener('message', () => {
        present += 1;
        resolve();
      });
      worker.addEventListener('error', () => resolve());
      setTimeout(resolve, patienceMs);
    });
    const start: HelperStart = { module, memory: heap.memory, thread: index + 1 };
    worker.postMessage(start, []);
    return { worker, joined };
  });

  function makeRoom(bytes: number): void {
    if (bytes <= scratchBytes) return;
    if (scratchBytes > 0) heap.release(scratch);
    scratchBytes = 0;
    // Whole cache lines, so that the threads' parts do not share one.
    const rounded = Math.ceil(bytes / 64) * 64;
    scratch = heap.allocate(rounded * threads);
    scratchBytes = rounded;
  }

  return {
    run({ kernel, args, units, operations, scratchBytes: wanted = 0 }) {
      makeRoom(wanted);
      const parts = Math.min(units, partsPerThread * present, mostParts);
      if (present === 1 || parts < 2 || operations < worthSharing) {
        kernels[kernel](scratch, ...args, 0, units);
        return;
      }
      board.publish({ kernel, args, units, parts, scratch, scratchBytes });
      board.work(0);
      board.finish(parts);
    },
    threads: () => present,
    complete: Promise.all(helpers.map(({ joined }) => joined)).then(() => {}),
    dispose() {
      for (const { worker } of helpers) worker.terminate();
      present = 1;
    },
  };
}
