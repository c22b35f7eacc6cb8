/** A model in training on one made-up batch: the loss must fall from ln V, or the step does not train. */
import { validate } from '../../domain/config/validate.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import { randomStream, streams } from '../../domain/core/random.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import { fixedBatchSource } from '../../domain/data/fixedBatch.ts';
import type { Engine } from '../../engine/backend/engine.ts';
import { createSession } from '../../engine/train/session.ts';
import type { TrainingSession } from '../../engine/train/trainingSession.ts';
import type { Work } from '../works.ts';

const seed = 7;
function madeUp({ vocabulary, batch: size, time }: Work): TokenBatch {
  const random = randomStream(seed, streams.task);
  const tokens = (): Int32Array => Int32Array.from({ length: size * time }, () => random.below(vocabulary));
  return { inputs: tokens(), targets: tokens(), size, time };
}

export function fixedSession(engine: Engine, work: Work): TrainingSession {
  const { architecture, layers, width, heads, time, batch } = work;
  const { config, problems } = validate({
    model: { architecture, layers, width, context: time, dropout: 0, ...(heads !== null && { heads }) },
    optimizer: { method: 'adam', learningRate: 1e-3 },
    schedule: { method: 'constant', warmupSteps: 0 },
    regularization: { clipNorm: 0 },
    training: { steps: 1_000_000, batchSize: batch },
  });
  if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
  return createSession({ engine, config, data: fixedBatchSource(madeUp(work), work.vocabulary), start: null });
}
