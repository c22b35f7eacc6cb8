/** Plain recurrent language model (Elman), the layer of torch.nn.RNN with tanh. */
import type { ModelDefinition } from '../contract.ts';
import { recurrentNetwork, type RecurrentKind, type recurrentParams } from '../recurrent/network.ts';

export const kind: RecurrentKind = { operation: 'rnn', module: 'rnn', sums: 1, kept: 2 };

export const rnn: ModelDefinition<'rnn', typeof recurrentParams> = {
  id: 'rnn',
  name: { en: 'RNN', zh: '循环神经网络 RNN' },
  summary: {
    en: 'Reads token by token and rewrites its whole state at each; gradients fade or grow along the way back.',
    zh: '逐个读取词元，每步重写整个状态；梯度在回传途中会逐渐消失或增大。',
  },
  formula: String.raw`h_t=\tanh(W x_t+b+U h_{t-1}+c)`,
  source: {
    text: 'Elman 1990, Finding Structure in Time; torch.nn.RNN',
    url: 'https://doi.org/10.1207/s15516709cog1402_1',
  },
  ...recurrentNetwork(kind),
};
