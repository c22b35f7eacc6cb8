/**
 * A model of an architecture that names a label instead of tokens: what its output head would have read is pooled to one state
 * for each text, and one matrix makes logits of that, without a bias, as in Hugging Face's `GPT2ForSequenceClassification`.
 * Pooling comes with the batch as a share of each position, so no architecture has to know of it; without any, every position
 * has logits of its own.
 */
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { ModelDefinition } from './contract.ts';
import { weight } from './initialize.ts';

export interface ClassifierHead {
  /** C */
  readonly labels: number;
  /** Whether the state is that of the last position or the mean of all. */
  readonly pooling: 'last' | 'mean';
}

/** [D, C] */
export const scoreTensor = 'score.weight';

export function classifierOf(base: ModelDefinition, { labels, pooling }: ClassifierHead): ModelDefinition {
  const { headless = false, ...body } = base;
  const headOf = (settings: Settings<ParamSpecs>): readonly string[] => base.headTensors?.(settings) ?? [];
  /** What the body costs, without the logits of the vocabulary; of a model without a head these are the states. */
  const logitsOf = (vocabulary: number): number => (headless ? vocabulary : 0);

  return {
    ...body,
    headTensors: () => [scoreTensor],
    tensors(settings, vocabulary) {
      const head = headOf(settings);
      return [
        ...base.tensors(settings, vocabulary).filter(({ name }) => !head.includes(name)),
        {
          name: scoreTensor,
          shape: [base.headWidth(settings, vocabulary), labels],
          init: { kind: 'normal', std: 0.02 },
          decay: true,
          outer: true,
          exportTransposed: true,
        },
      ];
    },
    forward(ops, weights, batch, settings) {
      const score = weight(weights, scoreTensor);
      // Stands where the head's own tensors are missing, and tells where it would have been applied.
      const standIns = Object.fromEntries(headOf(settings).map((name) => [name, score]));
      const headed: typeof ops = {
        ...ops,
        project: (x) => x,
        linear: (x, matrix, bias, onto) => (matrix === score ? x : ops.linear(x, matrix, bias, onto)),
      };
      const states = base.forward(headed, { ...weights, ...standIns }, batch, settings); // [M, D]
      const pooled = batch.pooling === undefined ? states : ops.pool(states, batch.pooling, batch.time); // [B, D]
      return ops.linear(pooled, score, null); // [B, C]
    },
    trainingFlops: (settings, vocabulary, size, time) =>
      base.trainingFlops(settings, logitsOf(vocabulary), size, time) +
      6 * size * base.headWidth(settings, vocabulary) * labels,
    activationBytes: (settings, vocabulary, size, time) =>
      base.activationBytes(settings, logitsOf(vocabulary), size, time) +
      4 * size * (base.headWidth(settings, vocabulary) + 2 * labels),
    exportConfig(settings, vocabulary) {
      const config = base.exportConfig(settings, vocabulary);
      const isGpt2 = config['model_type'] === 'gpt2' && pooling === 'last';
      return {
        ...config,
        architectures: [isGpt2 ? 'GPT2ForSequenceClassification' : 'trimtab-classifier'],
        ...(!isGpt2 && { base_model_type: config['model_type'], model_type: 'trimtab-classifier', pooling }),
        problem_type: 'single_label_classification',
      };
    },
  };
}
