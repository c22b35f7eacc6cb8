/**
 * Which variant of each kernel a device runs, and how it was found. What a person reads is told by code and numbers; the
 * page has the words.
 */

/** What variants of a kernel compute, with the shape that they were tried on. */
export type KernelTask =
  | {
      readonly kind: 'product';
      /** N as it lies in memory, T transposed. */
      readonly layout: 'NN' | 'NT' | 'TN';
      readonly bias: boolean;
      readonly rows: number;
      readonly columns: number;
      readonly inner: number;
    }
  | { readonly kind: 'linear-backward'; readonly rows: number; readonly inputs: number; readonly outputs: number }
  | { readonly kind: 'layer-norm' | 'rms-norm'; readonly rows: number; readonly width: number }
  | {
      readonly kind: 'attention';
      readonly batch: number;
      readonly time: number;
      readonly heads: number;
      readonly headWidth: number;
      readonly keyValueHeads: number;
      readonly mask: 'causal' | 'prefix';
      readonly positions: 'none' | 'rope' | 'alibi';
    };

/** What was wrong with a variant. */
export type RefusalReason =
  /** A number of its result. */
  | {
      readonly code: 'wrong';
      readonly buffer: string;
      readonly at: number;
      readonly actual: number;
      readonly expected: number;
    }
  /** The device does not take it; in its own words. */
  | { readonly code: 'invalid'; readonly message: string };

export interface Refusal {
  readonly variant: string;
  readonly reason: RefusalReason;
}

/** The variant chosen for shapes of one class. */
export interface KernelPick {
  readonly task: KernelTask;
  readonly variant: string;
  /** Null where nothing was timed. */
  readonly gflops: number | null;
  /** With other variants; else it was only found right. */
  readonly compared: boolean;
  readonly refused: readonly Refusal[];
}

export interface KernelReport extends KernelPick {
  /** Of what the device can multiply and add at most; null where that was not measured. */
  readonly share: number | null;
}

/** While variants are tried. */
export interface TuningProgress {
  /** Kernels that are settled so far, those of earlier trials included. */
  readonly chosen: number;
  readonly elapsedMs: number;
  /** It takes so long at most. */
  readonly budgetMs: number;
}

export interface TuningResult {
  readonly kernels: readonly KernelReport[];
  /** False when the time was up before all had been tried. */
  readonly complete: boolean;
  readonly ms: number;
}

/** All that tuning has found out on a device, as it is kept between visits. */
export interface TuningRecord {
  readonly version: number;
  /** What multiply-adds alone reach; null where that was not measured. */
  readonly flopsPerSecond: number | null;
  readonly picks: Readonly<Record<string, KernelPick>>;
}
