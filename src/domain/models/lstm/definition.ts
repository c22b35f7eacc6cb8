/** Long short-term memory language model, with the gate order i, f, g, o of torch.nn.LSTM. */
import type { ModelDefinition } from '../contract.ts';
import { recurrentNetwork, type RecurrentKind, type recurrentParams } from '../recurrent/network.ts';

export const kind: RecurrentKind = { operation: 'lstm', module: 'rnn', sums: 4, kept: 7 };

export const lstm: ModelDefinition<'lstm', typeof recurrentParams> = {
  id: 'lstm',
  name: { en: 'LSTM', zh: '长短期记忆网络 LSTM' },
  summary: {
    en: 'Reads token by token and carries a memory cell whose gates decide what to keep, add and show.',
    zh: '逐个读取词元，并携带记忆单元；各个门决定保留、写入和输出哪些信息。',
  },
  formula: String.raw`\begin{aligned}i,f,o&=\sigma(W x_t+U h_{t-1}+b),\quad g=\tanh(W x_t+U h_{t-1}+b)\\ c_t&=f\odot c_{t-1}+i\odot g,\quad h_t=o\odot\tanh c_t\end{aligned}`,
  source: {
    text: 'Hochreiter & Schmidhuber 1997, Long Short-Term Memory; torch.nn.LSTM',
    url: 'https://doi.org/10.1162/neco.1997.9.8.1735',
  },
  ...recurrentNetwork(kind),
};
