/**
 * Long short-term memory language model: embedding, stacked LSTM layers, linear head. Names, gate order (i, f, g, o),
 * two bias vectors and initial values are PyTorch's (nn.Embedding, nn.LSTM, nn.Linear).
 */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Initializer, ModelDefinition, TensorSpec } from '../contract.ts';
import { contextSpec, dropoutSpec, layersSpec, widthSpec } from '../shared.ts';
import { lstmDecoder } from './decoder.ts';
import { lstmForward } from './forward.ts';

export const lstmParams = {
  layers: { ...layersSpec, default: 2, max: 6, usual: [1, 3] },
  width: { ...widthSpec, default: 128 },
  context: contextSpec,
  dropout: dropoutSpec,
} as const satisfies ParamSpecs;

export type LstmSettings = Settings<typeof lstmParams>;

function tensors({ layers, width }: LstmSettings, vocabulary: number): readonly TensorSpec[] {
  const bounded: Initializer = { kind: 'uniform', bound: 1 / Math.sqrt(width) };
  const matrix = (name: string, rows: number, columns: number): TensorSpec => ({
    name,
    shape: [rows, columns],
    init: bounded,
    decay: true,
    exportTransposed: true,
  });
  const vector = (name: string, length: number): TensorSpec => ({ name, shape: [length], init: bounded, decay: false });
  return [
    { name: 'embedding.weight', shape: [vocabulary, width], init: { kind: 'normal', std: 1 }, decay: true },
    ...Array.from({ length: layers }, (_, layer) => [
      matrix(`rnn.weight_ih_l${layer}`, width, 4 * width),
      matrix(`rnn.weight_hh_l${layer}`, width, 4 * width),
      vector(`rnn.bias_ih_l${layer}`, 4 * width),
      vector(`rnn.bias_hh_l${layer}`, 4 * width),
    ]).flat(),
    matrix('head.weight', width, vocabulary),
    vector('head.bias', vocabulary),
  ];
}

export const lstm: ModelDefinition<'lstm', typeof lstmParams> = {
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
  params: lstmParams,
  tensors,
  forward: lstmForward,
  decoder: lstmDecoder,
  context: ({ context }) => context,
  trainingFlops({ layers, width }, vocabulary, size, time) {
    return 6 * size * time * (8 * layers * width * width + vocabulary * width);
  },
  activationBytes({ layers, width }, vocabulary, size, time) {
    return 4 * size * time * (layers * 7 * width + width + 2 * vocabulary);
  },
  attentionMatrixBytes: () => 0,
  exportConfig({ layers, width, context, dropout }, vocabulary) {
    return { model_type: 'lstm', vocab_size: vocabulary, hidden_size: width, num_layers: layers, context, dropout };
  },
};
