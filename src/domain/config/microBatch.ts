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
  const { time, plain, pooling } = batch;
  const cut = <A extends Int32Array | Float32Array>(values: A, into: A, each: number): A => {
    into.set(values.subarray(first * each, (first + rows) * each));
    return into;
  };
  /** A row has a target for each token, or one label. */
  const part = ({ inputs, targets }: TokenRows, each: number): TokenRows => ({
    inputs: cut(inputs, new Int32Array(rows * time), time),
    targets: cut(targets, new Int32Array(rows * each).fill(-1), each),
  });
  return {
    ...batch,
    ...part(batch, pooling ? 1 : time),
    ...(plain && { plain: part(plain, time) }),
    ...(pooling && { pooling: cut(pooling, new Float32Array(rows * time), time) }),
    size: rows,
  };
}
