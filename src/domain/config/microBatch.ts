/** A batch in parts whose gradients are added up: each part has as many rows, the last one perhaps fewer. */
import type { TokenBatch } from '../data/contract.ts';
import type { ExperimentConfig } from './schema.ts';

type TokenRows = Pick<TokenBatch, 'inputs' | 'targets'>;

type Training = Pick<ExperimentConfig['training'], 'batchSize' | 'gradientAccumulation'>;

export const microBatchRows = ({ batchSize, gradientAccumulation }: Training): number =>
  Math.ceil(batchSize / gradientAccumulation);

/** At most as many as asked for; fewer where there are not enough rows. */
export const microBatchCount = (training: Training): number => Math.ceil(training.batchSize / microBatchRows(training));

/** Some rows of a batch, filled up with rows without targets where the batch ends: another size would be other kernels. */
export function rowsOf(batch: TokenBatch, first: number, rows: number): TokenBatch {
  if (first === 0 && batch.size === rows) return batch;
  const { time, plain } = batch;
  const part = ({ inputs, targets }: TokenRows): TokenRows => ({
    inputs: filled(inputs, 0),
    targets: filled(targets, -1),
  });
  const filled = (values: Int32Array, rest: number): Int32Array => {
    const result = new Int32Array(rows * time).fill(rest);
    result.set(values.subarray(first * time, (first + rows) * time));
    return result;
  };
  return { ...batch, ...part(batch), ...(plain && { plain: part(plain) }), size: rows };
}
