/** Forward pass of the LSTM language model. Every window starts from a zero state. */
import type { Batch, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import type { ModelOps } from '../ops.ts';
import type { LstmSettings } from './definition.ts';

export function lstmForward<T>(
  ops: ModelOps<T>,
  weights: Weights<T>,
  { inputs, time }: Batch<T>,
  { layers, dropout }: LstmSettings,
): T {
  const w = (name: string): T => weight(weights, name);
  let x = ops.embedding(inputs, w('embedding.weight')); // [M, D]
  for (let layer = 0; layer < layers; layer++) {
    // torch.nn.LSTM drops the output of every layer but the last.
    if (layer > 0) x = ops.dropout(x, dropout, layer);
    x = ops.lstm(
      x,
      {
        weightInput: w(`rnn.weight_ih_l${layer}`),
        weightHidden: w(`rnn.weight_hh_l${layer}`),
        biasInput: w(`rnn.bias_ih_l${layer}`),
        biasHidden: w(`rnn.bias_hh_l${layer}`),
      },
      time,
    );
  }
  return ops.linear(x, w('head.weight'), w('head.bias')); // [M, V]
}
