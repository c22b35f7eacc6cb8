/**
 * The neural probabilistic language model of Bengio et al. 2003: vectors of the last K tokens side by side, one hidden layer
 * of tanh, softmax. Without the direct connections of the paper, which it found no use for. At the start of a sequence
 * zeros stand for the tokens that are missing. Initial values are those of torch.nn.Embedding and torch.nn.Linear.
 */
import { integer, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { Initializer, ModelDefinition, TensorSpec } from '../contract.ts';
import { weight } from '../initialize.ts';
import { contextSpec, dropoutSpec, widthSpec } from '../shared.ts';

export const mlpParams = {
  history: integer({
    name: { en: 'Tokens seen', zh: '可见词元数' },
    symbol: 'K',
    help: {
      en: 'How many of the last tokens the model sees; the hidden layer has a block of weights for each.',
      zh: '模型能看到最近多少个词元；隐藏层对每个位置各有一块权重。',
    },
    applies: 'restart',
    default: 8,
    min: 1,
    max: 64,
    usual: [2, 16],
  }),
  width: {
    ...widthSpec,
    default: 32,
    min: 2,
    usual: [8, 64],
  },
  hidden: integer({
    name: { en: 'Hidden units', zh: '隐藏单元数' },
    symbol: 'H',
    help: {
      en: 'Units of the hidden layer, which see all K tokens at once.',
      zh: '隐藏层的单元数，每个单元同时看到全部 K 个词元。',
    },
    applies: 'restart',
    default: 256,
    min: 8,
    max: 4096,
    scale: 'log',
    usual: [64, 1024],
  }),
  context: {
    ...contextSpec,
    help: {
      en: 'Length of the training sequences. The model looks back at K tokens, however long they are.',
      zh: '训练序列的长度；无论多长，模型只回看 K 个词元。',
    },
  },
  dropout: dropoutSpec,
} as const satisfies ParamSpecs;

export type MlpSettings = Settings<typeof mlpParams>;

function tensors({ history, width, hidden }: MlpSettings, vocabulary: number): readonly TensorSpec[] {
  const linear = (
    name: string,
    inputs: number,
    outputs: number,
    more: Pick<TensorSpec, 'outer'> = {},
  ): readonly TensorSpec[] => {
    const init: Initializer = { kind: 'uniform', bound: 1 / Math.sqrt(inputs) };
    return [
      { name: `${name}.weight`, shape: [inputs, outputs], init, decay: true, exportTransposed: true, ...more },
      { name: `${name}.bias`, shape: [outputs], init, decay: false },
    ];
  };
  return [
    {
      name: 'embedding.weight',
      shape: [vocabulary, width],
      init: { kind: 'normal', std: 1 },
      decay: true,
      outer: true,
    },
    ...linear('hidden', history * width, hidden),
    ...linear('head', hidden, vocabulary, { outer: true }),
  ];
}

export const mlp: ModelDefinition<'mlp', typeof mlpParams> = {
  id: 'mlp',
  name: { en: 'MLP', zh: '前馈神经语言模型 MLP' },
  summary: {
    en: 'Sees the last K tokens side by side through one hidden layer: the first neural language model.',
    zh: '把最近 K 个词元的向量并排送入一个隐藏层：最早的神经语言模型。',
  },
  formula: String.raw`p(x_{t+1})=\mathrm{softmax}\big(W_2\tanh(W_1[e_{t-K+1};\dots;e_t]+b_1)+b_2\big)`,
  source: {
    text: 'Bengio et al. 2003, A Neural Probabilistic Language Model',
    url: 'https://www.jmlr.org/papers/v3/bengio03a.html',
  },
  params: mlpParams,
  tensors,
  headTensors: () => ['head.weight', 'head.bias'],
  headWidth: ({ hidden }) => hidden,
  forward(ops, weights, { inputs, time }, { history, dropout }) {
    const w = (name: string) => weight(weights, name);
    const seen = ops.window(ops.embedding(inputs, w('embedding.weight')), history, time); // [M, K·D]
    const hidden = ops.tanh(ops.linear(seen, w('hidden.weight'), w('hidden.bias'))); // [M, H]
    return ops.linear(ops.dropout(hidden, dropout, 0), w('head.weight'), w('head.bias')); // [M, V]
  },
  context: ({ context }) => context,
  trainingFlops: ({ history, width, hidden }, vocabulary, size, time) =>
    6 * size * time * hidden * (history * width + vocabulary),
  activationBytes: ({ history, width, hidden }, vocabulary, size, time) =>
    4 * size * time * (width + history * width + 2 * hidden + 2 * vocabulary),
  attentionMatrixBytes: () => 0,
  exportConfig: ({ history, width, hidden, context, dropout }, vocabulary) => ({
    architectures: ['trimtab-mlp'],
    model_type: 'trimtab-mlp',
    vocab_size: vocabulary,
    history,
    width,
    hidden,
    context,
    dropout,
  }),
};
