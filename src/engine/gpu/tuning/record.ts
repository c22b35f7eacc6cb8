/** What tuning has found out on a device, to be kept between visits. */

/** To be raised when kernels change so much that old choices mean little. */
export const tuningVersion = 1;

export interface Refusal {
  readonly variant: string;
  /** What was wrong with it. */
  readonly reason: string;
}

export interface Pick {
  readonly kernel: string;
  readonly shape: string;
  readonly variant: string;
  /** Null where nothing was timed. */
  readonly gflops: number | null;
  readonly refused: readonly Refusal[];
}

export interface TuningRecord {
  readonly version: number;
  /** Multiplications and additions that the device can do at most; null if not measured. */
  readonly peakGflops: number | null;
  readonly picks: Readonly<Record<string, Pick>>;
}

export interface TuningStorage {
  load(device: string): Promise<TuningRecord | null>;
  save(device: string, record: TuningRecord): Promise<void>;
}

export const emptyRecord: TuningRecord = { version: tuningVersion, peakGflops: null, picks: {} };
