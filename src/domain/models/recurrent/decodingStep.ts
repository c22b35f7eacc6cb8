/** One token through stacked recurrent layers, over the operations of machines that repeat it: the same as `decoder.ts`. */
import type { DecodingOps } from '../decoding/ops.ts';
import type { RecurrentKind, RecurrentSettings } from './network.ts';

export function recurrentStep<T>(
  { operation, module }: RecurrentKind,
  ops: DecodingOps<T>,
  { layers }: RecurrentSettings,
): T {
  let x = ops.lookUp('embedding.weight', 'token');
  for (let layer = 0; layer < layers; layer++) {
    x = ops.recurrent(x, operation, {
      weightInput: `${module}.weight_ih_l${layer}`,
      weightHidden: `${module}.weight_hh_l${layer}`,
      biasInput: `${module}.bias_ih_l${layer}`,
      biasHidden: `${module}.bias_hh_l${layer}`,
    });
  }
  return ops.linear(x, 'head.weight', 'head.bias');
}
