/**
 * Runs a WASM kernel on a memory of its own, alone and cut into parts: every output lies between guards and is poisoned first,
 * and what the parts write must be, bit for bit, what the whole writes.
 */
import { dropoutKeys } from '../../../shaders/dropout/keys.ts';
import type { AttentionProblem } from '../../../shaders/flash-attention/reference.ts';
import relaxedUrl from '../../../src/engine/wasm/built/relaxed.wasm?url';
import simdUrl from '../../../src/engine/wasm/built/simd.wasm?url';
import { instantiate, type KernelName, type Kernels } from '../../../src/engine/wasm/module.ts';

type Values = Float32Array | Int32Array;

export interface KernelRun {
  readonly kernel: KernelName;
  /** In order: arrays are inputs, `out(length)` outputs, numbers themselves. */
  readonly args: readonly (Values | Output | number)[];
  readonly units: number;
  readonly scratchBytes?: number;
}

/** @param start content before the run, for kernels that add to it; else poison */
export interface Output {
  readonly length: number;
  readonly start?: Float32Array;
}

export const out = (length: number, start?: Float32Array): Output => ({ length, ...(start && { start }) });

/** What attention is called with behind its sizes; without, nothing is dropped. */
export function droppingArguments(dropped: AttentionProblem['dropped']): readonly number[] {
  if (!dropped) return [0, 0, 0, 1];
  const { key, second, threshold, keep } = dropoutKeys(dropped.seed, dropped.stream, dropped.rate);
  return [key | 0, second | 0, threshold, keep];
}

/** A NaN with a payload, which no kernel computes. */
const poison = 0x7fc0dead;
const guardBytes = 64;
const scratchAt = 65_536;

export interface Machine {
  readonly name: string;
  readonly kernels: Kernels;
  /** Contents of the outputs, in order. */
  readonly run: (run: KernelRun) => Float32Array[];
}

export async function machines(): Promise<readonly Machine[]> {
  const variants = { relaxed: relaxedUrl, simd: simdUrl };
  return Promise.all(Object.entries(variants).map(([name, url]) => machine(name, url)));
}

async function machine(name: string, url: string): Promise<Machine> {
  const memory = new WebAssembly.Memory({ initial: 512 });
  const kernels = instantiate(await WebAssembly.compileStreaming(fetch(url)), memory);

  function once({ kernel, args, units, scratchBytes = 0 }: KernelRun, parts: number): Float32Array[] {
    const rounded = (bytes: number): number => Math.ceil(bytes / guardBytes) * guardBytes;
    let next = scratchAt + rounded(scratchBytes) + guardBytes;
    const places = args.map((arg) => {
      if (typeof arg === 'number') return arg;
      const at = next;
      next += rounded(4 * arg.length) + guardBytes;
      return at;
    });
    if (next > memory.buffer.byteLength) throw new Error(`${kernel}: the test's memory is too small`);
    const used = new Uint32Array(memory.buffer, 0, next / 4).fill(poison);
    const outputs = args.flatMap((arg, index) => {
      const at = places[index] ?? NaN;
      if (typeof arg === 'number') return [];
      if (arg instanceof Int32Array) new Int32Array(memory.buffer, at, arg.length).set(arg);
      else if (arg instanceof Float32Array) new Float32Array(memory.buffer, at, arg.length).set(arg);
      else {
        if (arg.start) new Float32Array(memory.buffer, at, arg.length).set(arg.start);
        return [{ at, length: arg.length, uploaded: arg.start !== undefined }];
      }
      return [];
    });
    const before = used.slice();
    for (let part = 0; part < parts; part++) {
      const from = Math.floor((part * units) / parts);
      const to = Math.floor(((part + 1) * units) / parts);
      kernels[kernel](scratchAt, ...places, from, to);
    }
    const scratchEnd = scratchAt + scratchBytes;
    const mayChange = (byte: number): boolean =>
      (byte >= scratchAt && byte < scratchEnd) ||
      outputs.some(({ at, length }) => byte >= at && byte < at + 4 * length);
    for (let i = 0; i < used.length; i++) {
      if (used[i] !== before[i] && !mayChange(4 * i)) {
        throw new Error(`${kernel}: written outside its outputs, at byte ${4 * i}`);
      }
    }
    return outputs.map(({ at, length, uploaded }, index) => {
      const missed = uploaded ? -1 : used.subarray(at / 4, at / 4 + length).indexOf(poison);
      if (missed >= 0) throw new Error(`${kernel}: element ${missed} of output ${index} was never written`);
      return new Float32Array(memory.buffer.slice(at, at + 4 * length));
    });
  }

  return {
    name,
    kernels,
    run(run) {
      const whole = once(run, 1);
      for (const parts of [2, 3, run.units]) {
        once(run, Math.max(1, Math.min(parts, run.units))).forEach((part, index) => {
          const words = new Uint32Array(part.buffer);
          const expected = new Uint32Array(whole[index]?.buffer ?? new ArrayBuffer(0));
          const differs = words.findIndex((word, i) => word !== expected[i]);
          if (differs >= 0) throw new Error(`${run.kernel}: in ${parts} parts element ${differs} is another`);
        });
      }
      return whole;
    },
  };
}
