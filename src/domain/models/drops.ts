/** Whether training draws masks: found by walking through the forward pass, so that no architecture has to say it twice. */
import { counting, shape } from '../limits/traffic.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { ModelDefinition } from './contract.ts';

/** Two passes over one batch can then differ. */
export function dropsSomething(model: ModelDefinition, settings: Settings<ParamSpecs>): boolean {
  const vocabulary = 2;
  let found = false;
  const heard = <T>(x: T, rate: number): T => {
    found ||= rate > 0;
    return x;
  };
  const weights = Object.fromEntries(
    model.tensors(settings, vocabulary).map((spec) => [spec.name, shape(...spec.shape)]),
  );
  const { ops: walked } = counting();
  const ops: typeof walked = {
    ...walked,
    dropout: heard,
    dropLayer: heard,
    attention: (qkv, options) => walked.attention(heard(qkv, options.dropout?.rate ?? 0), options),
  };
  model.forward(ops, weights, { inputs: shape(1), size: 1, time: 1 }, settings);
  return found;
}
