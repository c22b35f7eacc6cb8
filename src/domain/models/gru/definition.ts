/** Gated recurrent unit language model, with the gate order r, z, n of torch.nn.GRU, whose reset gate follows the product. */
import type { ModelDefinition } from '../contract.ts';
import { recurrentNetwork, type RecurrentKind, type recurrentParams } from '../recurrent/network.ts';

export const kind: RecurrentKind = { operation: 'gru', module: 'gru', sums: 3, kept: 6 };

export const gru: ModelDefinition<'gru', typeof recurrentParams> = {
  id: 'gru',
  name: { en: 'GRU', zh: '门控循环单元 GRU' },
  summary: {
    en: 'Reads token by token; one gate decides how much of the past to consult, another how much of it to replace.',
    zh: '逐个读取词元；一个门决定参考多少过去的信息，另一个门决定替换其中多少。',
  },
  formula: String.raw`\begin{aligned}r,z&=\sigma(W x_t+b+U h_{t-1}+c),\quad n=\tanh\big(W_n x_t+b_n+r\odot(U_n h_{t-1}+c_n)\big)\\ h_t&=(1-z)\odot n+z\odot h_{t-1}\end{aligned}`,
  source: {
    text: 'Cho et al. 2014, Learning Phrase Representations using RNN Encoder–Decoder; torch.nn.GRU',
    url: 'https://arxiv.org/abs/1406.1078',
  },
  ...recurrentNetwork(kind),
};
