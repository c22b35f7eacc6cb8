/** What a model that is in training makes of some tokens, read at once under the mask of its objective. */
import { rowsOf } from '../../domain/config/microBatch.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import * as tf from '../tf.ts';

export interface RowReading {
  /** Rows and tokens of a forward pass: as in training, so that pipelines and memory serve both. */
  readonly size: number;
  readonly time: number;
  readonly forward: (batch: TokenBatch) => tf.Tensor;
}

/**
 * Logits [n, V] of n tokens, at most `time`, of which the first `prefix` are seen by all. What fills the row up behind
 * them is seen by none of them. In whose memory it is done is the caller's business.
 */
export async function readRow(
  { size, time, forward }: RowReading,
  tokens: ArrayLike<number>,
  prefix: number,
): Promise<Float32Array> {
  const inputs = new Int32Array(time);
  inputs.set(tokens);
  const targets = new Int32Array(time).fill(-1);
  const logits = tf.tidy(() => {
    const all = forward(rowsOf({ inputs, targets, size: 1, time, prefix }, 0, size));
    return tf.slice(all, [0, 0], [tokens.length, all.shape[1] ?? 0]);
  });
  try {
    return Float32Array.from(await logits.data());
  } finally {
    logits.dispose();
  }
}
