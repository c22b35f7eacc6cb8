/**
 * How threads share a piece of work. The page of memory before the heap names one job at a time: a kernel, its arguments,
 * and how many parts it is cut into. Whoever is free claims a part. A claim is one word, the job's number beside the
 * parts that are left, so that a thread that wakes up late can never take a part of another job than the one whose
 * arguments it has read: while parts are left, nobody writes another job.
 */
import type { Kernel, KernelName, Kernels } from './module.ts';

/** Places in the first page, as indices of 32-bit words. */
export const word = {
  /** Number of the present job; threads sleep on it. */
  job: 0,
  claim: 1,
  /** Parts that are finished. */
  done: 2,
  /** Parts whose kernel has thrown. */
  failed: 3,
  /** Threads that sleep, or are about to. Waking is slow, so it is not done for nobody. */
  asleep: 4,
  /** 1 while the leader sleeps until the parts are done. */
  leaderAsleep: 5,
} as const;

/** For so long a thread looks whether something has changed before it sleeps, and no longer: it may be holding up the core
 * that the change has to come from. */
export const patienceMs = 0.05;
const looksPerGlance = 200;
/** In case that a thread falls asleep just when it would have been woken. */
const longestSleepMs = 1;
/** A page's own thread may not sleep; there, in tests, it can only look. */
const maySleep = 'WorkerGlobalScope' in globalThis;

/** Looks until it holds or patience is over. */
export function lookFor(holds: () => boolean): boolean {
  const until = performance.now() + patienceMs;
  do {
    for (let look = 0; look < looksPerGlance; look++) if (holds()) return true;
  } while (performance.now() < until);
  return false;
}

/** Numbers of 64 bits from here on: kernel, units, parts, scratch of the first thread, bytes from one scratch to the next, count of arguments, arguments. */
const numbersAt = 1024;
const header = 6;
const mostArguments = 24;

const partBits = 10;
export const mostParts = 2 ** partBits - 1;
const jobMask = 2 ** (32 - partBits) - 1;
export interface Job {
  readonly kernel: KernelName;
  readonly args: readonly number[];
  /** What `from` and `to` of the kernel count. */
  readonly units: number;
  /** Not more than `mostParts`. */
  readonly parts: number;
  readonly scratch: number;
  readonly scratchBytes: number;
}

/** What a helping thread is started with. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Its number; the leading thread is 0. */
  readonly thread: number;
}

export interface Board {
  /** For the thread that leads: describes a job and lets the others at it. */
  publish(job: Job): void;
  /** Works at the present job until no part is left. */
  work(thread: number): void;
  /** For the leader: waits until all parts are done. Throws if one failed. */
  finish(parts: number): void;
  readonly words: Int32Array;
}

export function createBoard(memory: WebAssembly.Memory, kernels: Kernels, names: readonly KernelName[]): Board {
  const words = new Int32Array(memory.buffer, 0, 16);
  const numbers = new Float64Array(memory.buffer, numbersAt, header + mostArguments);

  /** A part of that job that nobody has, or null. */
  function claim(job: number): number | null {
    for (;;) {
      const seen = Atomics.load(words, word.claim);
      const left = seen & mostParts;
      if (seen >>> partBits !== (job & jobMask) || left === 0) return null;
      if (Atomics.compareExchange(words, word.claim, seen, seen - 1) === seen) return left - 1;
    }
  }

  return {
    words,
    publish({ kernel, args, units, parts, scratch, scratchBytes }) {
      const job = Atomics.load(words, word.job) + 1;
      const tag = (job & jobMask) << partBits;
      numbers.set([names.indexOf(kernel), units, parts, scratch, scratchBytes, args.length, ...args]);
      Atomics.store(words, word.done, 0);
      Atomics.store(words, word.failed, 0);
      Atomics.store(words, word.claim, tag | parts);
      Atomics.store(words, word.job, job);
      if (Atomics.load(words, word.asleep) > 0) Atomics.notify(words, word.job);
    },
    work(thread) {
      const job = Atomics.load(words, word.job);
      for (let part = claim(job); part !== null; part = claim(job)) {
        // Read only now: holding a part keeps them as they are.
        const [index = 0, units = 0, parts = 0, scratch = 0, scratchBytes = 0, count = 0] = numbers;
        const args = numbers.subarray(header, header + count);
        const from = Math.floor((part * units) / parts);
        const to = Math.floor(((part + 1) * units) / parts);
        try {
          const kernel: Kernel = kernels[names[index] as KernelName];
          kernel(scratch + thread * scratchBytes, ...args, from, to);
        } catch {
          Atomics.add(words, word.failed, 1);
        }
        Atomics.add(words, word.done, 1);
        if (Atomics.load(words, word.leaderAsleep) > 0) Atomics.notify(words, word.done);
      }
    },
    finish(parts) {
      const isDone = (): boolean => Atomics.load(words, word.done) >= parts;
      while (!lookFor(isDone)) {
        if (!maySleep) continue;
        Atomics.store(words, word.leaderAsleep, 1);
        const done = Atomics.load(words, word.done);
        if (done < parts) Atomics.wait(words, word.done, done, longestSleepMs);
        Atomics.store(words, word.leaderAsleep, 0);
      }
      if (Atomics.load(words, word.failed) > 0) throw new Error('wasm: a kernel has failed in one of the threads');
    },
  };
}
