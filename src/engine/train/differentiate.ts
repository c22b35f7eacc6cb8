/** Loss and gradients of one batch: the model's forward pass, differentiated. */
import type { ParamSpecs, Settings } from '../../domain/core/params.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import { countTargets } from '../../domain/data/countTargets.ts';
import { below, mix32, random32, streams } from '../../domain/core/random.ts';
import { plainTerms } from '../../domain/losses/contract.ts';
import { passesOf } from '../../domain/losses/terms/active.ts';
import type { ModelDefinition, Weights } from '../../domain/models/contract.ts';
import { plainCrossEntropy, type BackendOps, type DistillationOptions, type PerStep } from '../ops/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { passOps, type PassContext } from '../ops/index.ts';
import { listenForHead, type Head } from '../ops/listenForHead.ts';
import { valueAndGradients, type GradientTargets } from '../ops/tape.ts';
import type * as tf from '../tf.ts';
import { addTerms, sumOfTerms, type AddedTerms, type TermInputs } from './addTerms.ts';
import type { TrainedLoss } from './trainedLoss.ts';

export interface ForwardOptions {
  readonly model: ModelDefinition;
  readonly settings: Settings<ParamSpecs>;
  readonly weights: Weights<tf.Tensor>;
  /** Always of the same size and time. */
  readonly batch: PerStep<TokenBatch>;
  readonly context: PassContext;
  readonly ops: BackendOps;
}

/** Logits [M, V], of what has labels [B, C]. Call inside `tf.tidy`. */
export function forward({ model, settings, weights, batch, context, ops }: ForwardOptions): tf.Tensor {
  const { size, time, prefix, pooling } = batch();
  const inputs = ops.input(() => batch().inputs);
  // Asked for anew by a step that is replayed; whether there is a prefix at all is the same for every batch.
  const seen = prefix === undefined ? {} : { mask: { prefix: () => batch().prefix ?? 0 } };
  const pooled = pooling ? { pooling: ops.input(() => batch().pooling ?? pooling) } : {};
  return model.forward(passOps(context, ops), weights, { inputs, size, time, ...seen, ...pooled }, settings);
}

/** Mean over the counted targets; `counted` is how many there are, or what they weigh, where this batch is a part of one. Call inside `tf.tidy`. */
export function lossOf(
  logits: tf.Tensor,
  batch: PerStep<TokenBatch>,
  ops: BackendOps,
  counted: PerStep<number> = () => countTargets(batch()),
  { terms, rowWeights, frequencies, progress }: Omit<TrainedLoss, 'counted'> = plainLoss,
): tf.Tensor {
  return ops.crossEntropy(
    logits,
    ops.input(() => batch().targets),
    counted,
    {
      ...terms,
      weights: rowWeights && ops.input(() => rowWeights(batch())),
      frequencies: frequencies && ops.input(() => frequencies(batch())),
      progress,
    },
  );
}

const plainLoss: Omit<TrainedLoss, 'counted'> = {
  terms: plainTerms,
  rowWeights: null,
  frequencies: null,
  progress: plainCrossEntropy.progress,
};

/** The loss of logits, from what the teacher says of the batch, which is found once. */
function distillation(
  { weights, ...mix }: NonNullable<DifferentiateOptions['teacher']>,
  options: ForwardOptions,
  counted: PerStep<number>,
): (logits: tf.Tensor) => tf.Tensor {
  const { batch, context, ops } = options;
  const taught = forward({ ...options, weights, context: { ...context, training: false } });
  const targets = ops.input(() => batch().targets);
  return (logits) => ops.distillation(logits, taught, targets, counted, mix);
}

/** What the head would read, [M', D]; see `TermPass.again`. Call inside `tf.tidy`. */
function passAgain(options: ForwardOptions, head: Head, batch: PerStep<TokenBatch>, number: number): tf.Tensor {
  const { context, ops } = options;
  const seed = random32(context.seed, streams.views, number);
  return forward({ ...options, batch, context: { ...context, seed }, ops: head.leftOut(ops) });
}

/** See `TermPass.below`. */
const belowAt = ({ seed, step }: PassContext, counter: number, bound: number): number =>
  below(seed, mix32(mix32(streams.views) + step()), counter, bound);

export interface Differentiated {
  readonly loss: tf.Tensor;
  readonly gradients: Weights<tf.Tensor>;
}

export interface DifferentiateOptions extends ForwardOptions {
  /** Without, plain cross-entropy. */
  readonly loss?: TrainedLoss;
  /** What is added to the loss; nothing unless given. */
  readonly terms?: AddedTerms;
  /** Only a part of what is trained on, which need not reach every weight: the loss, or a term by its id. The passes are those of all. */
  readonly part?: 'loss' | { readonly term: string } | undefined;
  /** The weights of the model from those that are differentiated, where they are not the same. Called inside `tf.tidy`. */
  readonly compose?: (weights: Weights<tf.Tensor>) => Weights<tf.Tensor>;
  /** A model of the same shape to learn from beside the targets; its weights get no gradient. */
  readonly teacher?: DistillationOptions & { readonly weights: Weights<tf.Tensor> };
  /** Where the optimizer wants the gradients. */
  readonly targets?: GradientTargets;
  /** Gradients of the parts before, to be added to. */
  readonly before?: Weights<tf.Tensor>;
  /** Targets that count, if they are not those of this batch alone. */
  readonly counted?: PerStep<number>;
  /** Called when everything that the backward pass needs is alive: the moment of most memory. */
  readonly fullest?: () => void;
}

/** Several passes over a batch draw masks of their own, and one draws those that it always did. */
const maskedPass = (context: PassContext, pass: number, count: number): PassContext =>
  count === 1 ? context : { ...context, step: () => context.step() * count + pass };

/** The caller disposes the loss, and the gradients unless there are targets. */
export function differentiate({
  targets,
  before,
  counted = () => countTargets(options.batch()),
  fullest,
  loss: trained,
  terms,
  part,
  compose = (weights) => weights,
  teacher,
  ...options
}: DifferentiateOptions): Differentiated {
  const { weights, batch, context, ops } = options;
  const f = (): tf.Tensor => {
    const used = compose(weights);
    const count = terms ? passesOf(terms.list) : 1;
    const passes = Array.from({ length: count }, (_, pass): TermInputs => {
      const masked = maskedPass(context, pass, count);
      const listening = listenForHead(ops);
      const composed = { ...options, context: masked, weights: used };
      const logits = forward({ ...composed, ops: listening.ops });
      return {
        logits,
        head: listening.headOf(logits),
        weights,
        batch,
        ops,
        again: (head, other, number) => passAgain(composed, head, other, number),
        varies: listening.varies(),
        below: (counter, bound) => belowAt(masked, counter, bound),
      };
    });
    if (terms && typeof part === 'object') {
      const list = terms.list.filter(({ definition }) => definition.id === part.term);
      return sumOfTerms({ ...terms, list }, passes, ops);
    }
    // Each loss is its part of the mean over the passes.
    const shared = (): number => count * counted();
    const lossOn = teacher
      ? distillation(teacher, options, shared)
      : (logits: tf.Tensor) => lossOf(logits, batch, ops, shared, trained);
    const loss = passes.map(({ logits }) => lossOn(logits)).reduce((sum, each) => ops.add(sum, each));
    const sum = terms && part !== 'loss' ? addTerms(loss, terms, passes, ops) : loss;
    fullest?.();
    return sum;
  };
  const upstream = ops.input(() => Float32Array.of(1));
  try {
    const { value, gradients } = valueAndGradients(f, Object.values(weights), {
      upstream,
      join: ops.join,
      zeros: part !== undefined,
      ...(targets && { targets }),
      ...(before && { before: new Map(Object.entries(before).map(([name, sum]) => [weight(weights, name).id, sum])) }),
    });
    const named = Object.keys(weights).flatMap((name, i) => (gradients[i] ? [[name, gradients[i]] as const] : []));
    return { loss: value, gradients: Object.fromEntries(named) };
  } finally {
    upstream.dispose();
  }
}
