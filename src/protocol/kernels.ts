/** Which variant of each kernel a device runs, and how it was found. */

export interface Refusal {
  readonly variant: string;
  /** What was wrong with it. */
  readonly reason: string;
}

/** The variant chosen for shapes of one class. */
export interface KernelPick {
  readonly kernel: string;
  /** The one that it was tried on. */
  readonly shape: string;
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
