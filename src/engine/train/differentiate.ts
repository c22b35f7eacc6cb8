/** Loss and gradients of one batch: the model's forward pass, differentiated. */
import type { ParamSpecs, Settings } from '../../domain/core/params.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import type { LossTerms } from '../../domain/losses/contract.ts';
import type { ModelDefinition, Weights } from '../../domain/models/contract.ts';
import type { BackendOps, PerStep } from '../ops/contract.ts';
import { passOps, type PassContext } from '../ops/index.ts';
import { valueAndGradients, type GradientTargets } from '../ops/tape.ts';
import type * as tf from '../tf.ts';

export interface ForwardOptions {
  readonly model: ModelDefinition;
  readonly settings: Settings<ParamSpecs>;
  readonly weights: Weights<tf.Tensor>;
  /** Always of the same size and time. */
  readonly batch: PerStep<TokenBatch>;
  readonly context: PassContext;
  readonly ops: BackendOps;
}

/** Logits [M, V]. Call inside `tf.tidy`. */
export function forward({ model, settings, weights, batch, context, ops }: ForwardOptions): tf.Tensor {
  const { size, time } = batch();
  const inputs = ops.input(() => batch().inputs);
  return model.forward(passOps(context, ops), weights, { inputs, size, time }, settings);
}

/** Mean over the counted targets. Call inside `tf.tidy`. */
export function lossOf(
  logits: tf.Tensor,
  batch: PerStep<TokenBatch>,
  ops: BackendOps,
  { smoothing }: LossTerms = plainLoss,
): tf.Tensor {
  return ops.crossEntropy(
    logits,
    ops.input(() => batch().targets),
    () => countTargets(batch()),
    { smoothing, weights: null },
  );
}

const plainLoss: LossTerms = { smoothing: 0 };

export interface Differentiated {
  readonly loss: tf.Tensor;
  readonly gradients: Weights<tf.Tensor>;
}

export interface DifferentiateOptions extends ForwardOptions {
  /** Without, plain cross-entropy. */
  readonly loss?: LossTerms;
  /** Where the optimizer wants the gradients. */
  readonly targets?: GradientTargets;
  /** Called when everything that the backward pass needs is alive: the moment of most memory. */
  readonly fullest?: () => void;
}

/** The caller disposes the loss, and the gradients unless there are targets. */
export function differentiate({ targets, fullest, loss: terms, ...options }: DifferentiateOptions): Differentiated {
  const { weights, batch, ops } = options;
  const f = (): tf.Tensor => {
    const loss = lossOf(forward(options), batch, ops, terms);
    fullest?.();
    return loss;
  };
  const upstream = ops.input(() => Float32Array.of(1));
  try {
    const { value, gradients } = valueAndGradients(f, Object.values(weights), {
      upstream,
      join: ops.join,
      ...(targets && { targets }),
    });
    const named = Object.keys(weights).flatMap((name, i) => (gradients[i] ? [[name, gradients[i]] as const] : []));
    return { loss: value, gradients: Object.fromEntries(named) };
  } finally {
    upstream.dispose();
  }
}

export function countTargets({ targets }: TokenBatch): number {
  let counted = 0;
  for (const target of targets) if (target >= 0) counted++;
  return counted;
}
