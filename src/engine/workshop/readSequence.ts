/** One sequence of the batch that the next step will train on, and what the model makes of it. */
import { rowsOf } from '../../domain/config/microBatch.ts';
import { needsDecoder } from '../../domain/config/needsDecoder.ts';
import { namesLabels } from '../../domain/objectives/index.ts';
import type { WorkshopSequence } from '../../protocol/workshop.ts';
import { textPieces } from '../generate.ts';
import { targetCounts } from '../train/trainedLoss.ts';
import type { TrainingSession } from '../train/trainingSession.ts';

/** Throws `bad-config` for a model that names labels: its losses are not of tokens. */
export async function readSequence(session: TrainingSession, wanted: number): Promise<WorkshopSequence> {
  if (namesLabels(session.config)) needsDecoder(session.config);
  const { config, data, step, window: time } = session;
  const { batchSize, steps } = config.training;
  const { seed } = config;
  const { tokenizer } = data;
  const sequence = Math.min(Math.max(0, wanted), batchSize - 1);
  const batch = rowsOf(data.batch(seed, step, batchSize, time), sequence, 1);
  const { logits } = await session.look(batch);
  const pieces = textPieces(tokenizer);
  return {
    step,
    steps,
    sequence,
    sequences: batchSize,
    texts: Array.from(batch.inputs, pieces),
    labels: Array.from({ length: tokenizer.size }, (_, id) => tokenizer.label(id)),
    targets: batch.targets,
    logits,
    counts: targetCounts(data, { seed, size: batchSize, time }),
  };
}
