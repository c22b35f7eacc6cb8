/** Loss and gradients of one batch: the model's forward pass, differentiated. */
import type { ParamSpecs, Settings } from '../../domain/core/params.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import type { ModelDefinition, Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import type { BackendOps } from '../ops/contract.ts';
import { passOps, type PassContext } from '../ops/index.ts';
import * as tf from '../tf.ts';

export interface ForwardOptions {
  readonly model: ModelDefinition;
  readonly settings: Settings<ParamSpecs>;
  readonly weights: Weights<tf.Tensor>;
  readonly batch: TokenBatch;
  readonly context: PassContext;
  readonly ops: BackendOps;
}

/** Logits [M, V]. Call inside `tf.tidy`. */
export function forward({ model, settings, weights, batch, context, ops }: ForwardOptions): tf.Tensor {
  const { inputs, size, time } = batch;
  return model.forward(passOps(context, ops), weights, { inputs: tf.tensor1d(inputs, 'int32'), size, time }, settings);
}

/** Mean over the counted targets. Call inside `tf.tidy`. */
export function lossOf(logits: tf.Tensor, batch: TokenBatch, ops: BackendOps): tf.Tensor {
  return ops.crossEntropy(logits, tf.tensor1d(batch.targets, 'int32'), countTargets(batch));
}

/**
 * The caller disposes the loss and the gradients.
 * @param fullest called when everything that the backward pass needs is alive: the moment of most memory
 */
export function differentiate(
  options: ForwardOptions,
  fullest: () => void = () => {},
): { readonly loss: tf.Tensor; readonly gradients: Weights<tf.Tensor> } {
  const { weights, batch, ops } = options;
  const names = Object.keys(weights);
  const f = (...tensors: tf.Tensor[]): tf.Tensor => {
    const named = Object.fromEntries(names.map((name, i) => [name, tensors[i] ?? weight(weights, name)]));
    const loss = lossOf(forward({ ...options, weights: named }), batch, ops);
    fullest();
    return loss;
  };
  const { value, grads } = tf.tidy(() => tf.valueAndGrads(f)(Object.values(weights)));
  return {
    loss: value,
    gradients: Object.fromEntries(names.flatMap((name, i) => (grads[i] ? [[name, grads[i]] as const] : []))),
  };
}

export function countTargets({ targets }: TokenBatch): number {
  let counted = 0;
  for (const target of targets) if (target >= 0) counted++;
  return counted;
}
