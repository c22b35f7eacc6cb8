/** A batch in parts whose gradients are added up: each part has as many rows, the last one perhaps fewer. */
import type { TokenBatch } from '../data/contract.ts';
import type { ExperimentConfig } from './schema.ts';

type Training = Pick<ExperimentConfig['training'], 'batchSize' | 'gradientAccumulation'>;

export const microBatchRows = ({ batchSize, gradientAccumulation }: Training): number =>
  Math.ceil(batchSize / gradientAccumulation);

/** At most as many as asked for; fewer where there are not enough rows. */
export const microBatchCount = (training: Training): number => Math.ceil(training.batchSize / microBatchRows(training));

/** Some rows of a batch, filled up with rows without targets where the batch ends: another size would be other kernels. */
export function rowsOf(batch: TokenBatch, first: number, rows: number): TokenBatch {
  if (first === 0 && batch.size === rows) return batch;
  const { time, pooling } = batch;
  const inputs = new Int32Array(rows * time);
  /** A row has one for each token, or one label. */
  const each = pooling ? 1 : time;
  const targets = new Int32Array(rows * each).fill(-1);
  inputs.set(batch.inputs.subarray(first * time, (first + rows) * time));
  targets.set(batch.targets.subarray(first * each, (first + rows) * each));
  if (!pooling) return { ...batch, inputs, targets, size: rows };
  const shares = new Float32Array(rows * time);
  shares.set(pooling.subarray(first * time, (first + rows) * time));
  return { ...batch, inputs, targets, size: rows, pooling: shares };
}
