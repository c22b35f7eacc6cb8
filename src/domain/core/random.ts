/**
 * Counter-based random numbers: a value depends only on (seed, stream, counter), never on what was drawn before.
 * Training data, initial weights and dropout masks are therefore the same on every backend, and a resumed run needs
 * no generator state. The mixer is C. Wellons' `lowbias32` (public domain, https://nullprogram.com/blog/2018/07/31/);
 * the WGSL twin lives in `shaders/common/random.wgsl`.
 */

/** Bijective 32-bit mixer. */
export function mix32(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform unsigned 32-bit integer. Two keyed rounds, so that streams are not shifted copies of each other. */
export function random32(seed: number, stream: number, counter: number): number {
  const key = mix32(mix32((seed | 0) + 0x9e3779b9) ^ stream);
  return mix32(mix32(counter ^ key) + mix32(key ^ 0x85ebca6b));
}

/** Uniform in [0, 1), 24 bits, exactly representable in f32. */
export function uniform(seed: number, stream: number, counter: number): number {
  return (random32(seed, stream, counter) >>> 8) / 0x1000000;
}

/** Uniform integer in [0, bound), bound up to 2^32, by 53-bit scaling (bias below 2^-21). */
export function below(seed: number, stream: number, counter: number, bound: number): number {
  const high = random32(seed, stream, counter * 2) >>> 0;
  const low = random32(seed, stream, counter * 2 + 1) >>> 11;
  return Math.floor(((high * 0x200000 + low) / 0x20000000000000) * bound);
}

/** Standard normal by Box-Muller. */
export function gaussian(seed: number, stream: number, counter: number): number {
  const u = 1 - uniform(seed, stream, counter * 2);
  const v = uniform(seed, stream, counter * 2 + 1);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

/** A stateful view of one stream, for code that draws an unknown number of values. */
export interface RandomStream {
  uniform(): number;
  below(bound: number): number;
  gaussian(): number;
}

export function randomStream(seed: number, stream: number): RandomStream {
  let counter = 0;
  return {
    uniform: () => uniform(seed, stream, counter++),
    below: (bound) => below(seed, stream, counter++, bound),
    gaussian: () => gaussian(seed, stream, counter++),
  };
}

/** Stream numbers of the program, so that no two uses share one. */
export const streams = {
  initialize: 0x1000,
  batch: 0x2000,
  dropout: 0x3000,
  sample: 0x4000,
  split: 0x5000,
  task: 0x6000,
  prune: 0x7000,
  objective: 0x8000,
  views: 0x9000,
  depth: 0xd000,
} as const;
