/** Loss and accuracy on held-out data, without dropout. */
import { rowsOf } from '../../domain/config/microBatch.ts';
import type { DataSource, TokenBatch } from '../../domain/data/contract.ts';
import { countConfusions } from '../../domain/metrics/classification.ts';
import { exactMatches, tokenMatches } from '../../domain/metrics/exactMatch.ts';
import * as tf from '../tf.ts';
import { countTargets } from '../../domain/data/countTargets.ts';

export interface Evaluation {
  /** Mean over counted targets. */
  readonly lossNats: number;
  readonly tokens: number;
  /** Share of what the data grade that is right: examples answered exactly, hidden tokens named; null where nothing is. */
  readonly accuracy: number | null;
  /** Of labels: how often each (row) was taken for each (column), [C·C]. */
  readonly confusion?: Int32Array;
}

export interface EvaluationOptions {
  /** Rows per forward pass. */
  readonly size: number;
  readonly time: number;
  /** Windows to read, spread evenly; Infinity reads all. */
  readonly windows: number;
  forward(batch: TokenBatch): tf.Tensor;
  loss(logits: tf.Tensor, batch: TokenBatch): tf.Tensor;
  /** In whose memory the work is done. */
  within<T>(work: () => T): T;
  /** Called between batches; true stops the evaluation early with what has been read. */
  pause(): Promise<boolean>;
}

export async function evaluate(data: DataSource, options: EvaluationOptions): Promise<Evaluation> {
  let totalLoss = 0;
  let tokens = 0;
  let matches = 0;
  let graded = 0;
  const labels = data.grades === 'labels' ? (data.facts.labels?.length ?? 0) : 0;
  const confusion = new Int32Array(labels * labels);
  for (const batch of data.validation(options.size, options.time, options.windows)) {
    const counted = countTargets(batch);
    const padded = rowsOf(batch, 0, options.size);
    const reads = options.within(() => {
      const tensors = tf.tidy(() => {
        const logits = options.forward(padded);
        const predicted = data.grades ? [tf.argMax(logits, -1)] : [];
        return [options.loss(logits, padded), ...predicted];
      });
      return tensors.map(readAndDispose);
    });
    // Together, because a device that is lost fails every read, and a read that nobody waits for fails unheard.
    const [loss, predictions] = await Promise.all(reads);
    totalLoss += (loss?.[0] ?? Number.NaN) * counted;
    tokens += counted;
    if (predictions) {
      matches += data.grades === 'rows' ? exactMatches(predictions, batch) : tokenMatches(predictions, batch);
      if (labels > 0) countConfusions(confusion, batch.targets, predictions);
    }
    graded += data.grades === 'rows' ? batch.size : counted;
    if (await options.pause()) break;
  }
  return {
    lossNats: totalLoss / tokens,
    tokens,
    accuracy: data.grades ? matches / graded : null,
    ...(labels > 0 && { confusion }),
  };
}

/** Asks for the values at once, so that nothing that follows can change them. */
async function readAndDispose(tensor: tf.Tensor): Promise<ArrayLike<number>> {
  try {
    return await tensor.data();
  } finally {
    tensor.dispose();
  }
}
