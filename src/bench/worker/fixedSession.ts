/** A model in training on one made-up batch: the loss must fall from ln V, or the step does not train. */
import { validate } from '../../domain/config/validate.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import { randomStream, streams } from '../../domain/core/random.ts';
import type { DataSource } from '../../domain/data/contract.ts';
import { character } from '../../domain/tokenizers/character.ts';
import type { Engine } from '../../engine/backend/engine.ts';
import { createSession, type TrainingSession } from '../../engine/train/session.ts';
import type { Work } from '../works.ts';

const seed = 7;
/** A block of the character set that is longer than any vocabulary here. */
const firstCharacter = 0x4e00;

function fixedBatch({ vocabulary, batch: size, time }: Work): DataSource {
  const random = randomStream(seed, streams.task);
  const tokens = (): Int32Array => Int32Array.from({ length: size * time }, () => random.below(vocabulary));
  const [inputs, targets] = [tokens(), tokens()];
  const alphabet = String.fromCodePoint(...Array.from({ length: vocabulary }, (_, i) => firstCharacter + i));
  return {
    kind: 'text',
    tokenizer: character.build(alphabet, {}),
    facts: { vocabulary, trainTokens: inputs.length, validationTokens: inputs.length, bytesPerToken: 1, excerpt: '' },
    tokens: null,
    window: (context) => context,
    batch: () => ({ inputs, targets, size, time }),
    validation: () => [],
    questions: [],
  };
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
  return createSession({ engine, config, data: fixedBatch(work), start: null });
}
