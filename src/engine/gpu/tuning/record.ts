/** Where choices of kernels are kept between visits. */
import type { TuningRecord } from '../../../protocol/kernels.ts';

/** To be raised when kernels change so much that old choices mean little. */
export const tuningVersion = 3;

export interface TuningStorage {
  load(device: string): Promise<TuningRecord | null>;
  save(device: string, record: TuningRecord): Promise<void>;
}

export const emptyRecord: TuningRecord = { version: tuningVersion, flopsPerSecond: null, picks: {} };
