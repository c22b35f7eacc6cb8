/**
 * A model of which only its compressed form is here, because it is too large to be trained: it generates, and is measured
 * on a few tokens one after another. Everything that needs all of its weights at once is refused as `not-trainable`.
 */
import type { CompressedModel } from '../../domain/compression/recipe/compress.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { DataSource } from '../../domain/data/contract.ts';
import type { Decoder } from '../../domain/models/contract.ts';
import type { CacheBits } from '../../domain/models/decoding/cache.ts';
import { softmax } from '../../domain/sampling/drawToken.ts';
import { decodingWeights } from '../compress/decodingWeights.ts';
import type { Evaluation } from './evaluate.ts';
import { needsDecoder } from '../../domain/config/needsDecoder.ts';
import { factsOf } from './facts.ts';
import type { TrainingSession } from './trainingSession.ts';
import { decodingOf } from '../../domain/models/decoders.ts';

interface FrozenOptions {
  readonly config: ExperimentConfig;
  readonly data: DataSource;
  readonly model: CompressedModel;
  /** Updates that it has had. */
  readonly step: number;
}

/** Of held-out text; a model of a hundred million parameters reads two or three tokens a second without a GPU. */
const evaluatedTokens = 64;

export function frozenSession({ config, data, model, step }: FrozenOptions): TrainingSession {
  const resolved = resolve(config);
  const { definition, settings } = resolved.model;
  const vocabulary = data.tokenizer.size;
  needsDecoder(config);
  const time = data.window(definition.context(settings));
  const facts = { ...factsOf(resolved, config, data, time, false), optimizerBytes: 0, activationBytes: 0 };
  const refuse = (): Promise<never> =>
    Promise.reject(new TrimtabError('not-trainable', { parameters: facts.parameters }));
  const decoder = async (cacheBits?: CacheBits): Promise<Decoder> =>
    decodingOf(definition).decoder(settings, vocabulary, decodingWeights(model), cacheBits);

  async function evaluate(_windows: number, pause: () => Promise<boolean>): Promise<Evaluation> {
    const [batch] = data.validation(1, Math.min(time, evaluatedTokens), 1);
    const reader = await decoder();
    let total = 0;
    let tokens = 0;
    for (const [i, id] of (batch?.inputs ?? new Int32Array()).entries()) {
      const target = batch?.targets[i] ?? -1;
      const logits = reader.step(id);
      if (target >= 0) {
        total -= Math.log(softmax(logits, 1)[target] ?? Number.NaN);
        tokens++;
      }
      if (await pause()) break;
    }
    return { lossNats: total / tokens, tokens, accuracy: null };
  }

  return {
    config,
    data,
    facts,
    tensors: model.map(({ spec }) => spec),
    trained: [],
    step,
    frozen: true,
    execution: () => ({ kind: 'host' }),
    profileNext: refuse,
    retune: (choose) => choose(),
    update: refuse,
    reconfigure: refuse,
    watch() {},
    missesValidation: () => false,
    evaluate,
    gradients: refuse,
    look: refuse,
    calibrate: refuse,
    readInputs: refuse,
    window: time,
    readRow: refuse,
    decoder,
    evaluatedWeights: refuse,
    snapshot: refuse,
    putBack: refuse,
    dispose: () => Promise.resolve(),
  };
}
