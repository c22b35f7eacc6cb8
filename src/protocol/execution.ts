/** How a compressed model runs on this device: what a token costs, and what is kept to write it. */

import type { ProductWay } from '../domain/compression/productWays.ts';
import type { CacheBits } from '../domain/models/decoding/cache.ts';

/** On typed arrays, or with kernels on the GPU. */
export type DecodingMachine = 'arrays' | 'webgpu';

export interface DecodingCost {
  /** Median. */
  readonly msPerToken: number;
  /** Kept of the weights while it writes. */
  readonly weightBytes: number;
}

/** Both models, timed in turns on the same text. */
export interface DecodingFigures {
  readonly machine: DecodingMachine;
  readonly before: DecodingCost;
  readonly after: DecodingCost;
  /** Of keys and values, or of hidden states. */
  readonly cacheBytes: number;
  /** Names of compressed matrices that run as plain f32, because nothing multiplies what is written of them. */
  readonly decoded: readonly string[];
}

export interface SpeedRequest {
  readonly runId: string;
  /** Whose ranks low rank is timed at; without one, or where it has none, half of the weights. */
  readonly variantId: number | null;
}

/** One matrix times one vector. */
export interface ProductTime {
  readonly way: ProductWay;
  /** Median. */
  readonly ms: number;
  /** Of the matrix, all of which is read. */
  readonly bytes: number;
}

/** Of all matrices of a model that have this shape. */
export interface ShapeTimes {
  readonly inputs: number;
  readonly outputs: number;
  /** Of the matrices. */
  readonly names: readonly string[];
  /** Of the low-rank form. */
  readonly rank: number;
  /** f32 first; without those that the shape does not allow. */
  readonly times: readonly ProductTime[];
}

export interface SpeedReport {
  readonly machine: DecodingMachine;
  /** A GPU that is emulated on the processor. */
  readonly software: boolean;
  readonly rounds: number;
  readonly shapes: readonly ShapeTimes[];
}

/** What a cache of so many bits costs, by reading held-out text token by token. */
export interface CacheTrial {
  readonly bits: CacheBits;
  readonly lossNats: number;
  readonly cacheBytes: number;
  readonly msPerToken: number;
}

export interface CacheReport {
  /** Null for the model itself. */
  readonly variantId: number | null;
  /** That it writes on, and read on here. */
  readonly machine: DecodingMachine;
  readonly tokens: number;
  /** 32 bits first; empty for models that keep no keys and values. */
  readonly trials: readonly CacheTrial[];
}

export interface ExecutionRequests {
  /**
   * Times the products of a run's model in every way, round after round, while no step is made; null if it was cancelled.
   * Reports by `speed.progress`.
   */
  'speed.measure': [SpeedRequest, SpeedReport | null];
  /** Reads held-out text with caches of all widths, on the machine that the model writes on; else as above. */
  'cache.measure': [SpeedRequest, CacheReport | null];
  /** Of either. */
  'speed.cancel': [{ readonly runId: string }, null];
}

export interface ExecutionEvents {
  /** Share 0 to 1. */
  'speed.progress': { readonly runId: string; readonly share: number };
}
