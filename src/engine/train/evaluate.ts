/** Loss and accuracy on held-out data, without dropout. */
import type { DataSource, TokenBatch } from '../../domain/data/contract.ts';
import { exactMatches } from '../../domain/metrics/exactMatch.ts';
import * as tf from '../tf.ts';
import { countTargets } from './differentiate.ts';

export interface Evaluation {
  /** Mean over counted targets. */
  readonly lossNats: number;
  readonly tokens: number;
  /** Share of examples answered exactly; null for texts. */
  readonly accuracy: number | null;
}

export interface EvaluationOptions {
  /** Rows per forward pass. */
  readonly size: number;
  readonly time: number;
  /** Windows to read, spread evenly; Infinity reads all. */
  readonly windows: number;
  forward(batch: TokenBatch): tf.Tensor;
  loss(logits: tf.Tensor, batch: TokenBatch): tf.Tensor;
  /** Called between batches; true stops the evaluation early with what has been read. */
  pause(): Promise<boolean>;
}

export async function evaluate(data: DataSource, options: EvaluationOptions): Promise<Evaluation> {
  let totalLoss = 0;
  let tokens = 0;
  let matches = 0;
  let rows = 0;
  for (const batch of data.validation(options.size, options.time, options.windows)) {
    const counted = countTargets(batch);
    const [loss, predictions] = tf.tidy(() => {
      const logits = options.forward(batch);
      const predicted = data.kind === 'task' ? tf.argMax(logits, -1) : tf.scalar(0);
      return [options.loss(logits, batch), predicted] as const;
    });
    totalLoss += ((await loss.data())[0] ?? Number.NaN) * counted;
    tokens += counted;
    if (data.kind === 'task') matches += exactMatches(await predictions.data(), batch);
    rows += batch.size;
    tf.dispose([loss, predictions]);
    if (await options.pause()) break;
  }
  return { lossNats: totalLoss / tokens, tokens, accuracy: data.kind === 'task' ? matches / rows : null };
}
