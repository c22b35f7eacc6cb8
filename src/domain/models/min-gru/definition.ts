/**
 * minGRU (Feng et al. 2024, Were RNNs All We Needed?): gates see only the input, so that all steps are known at once and
 * nothing but a running mean is left to be walked through time. Blocks as the paper's language model has them: RMSNorm,
 * recurrence, residual; RMSNorm, feed-forward with GELU, residual. The head shares the table of the embedding.
 */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { ModelDefinition, TensorSpec } from '../contract.ts';
import { weight } from '../initialize.ts';
import { contextSpec, dropoutSpec, layersSpec, widthSpec } from '../shared.ts';
import { minGruDecoder } from './decoder.ts';
import { innerWidth, normEpsilon } from './sizes.ts';

export const minGruParams = {
  layers: { ...layersSpec, max: 12, usual: [1, 6] },
  width: { ...widthSpec, default: 128 },
  context: contextSpec,
  dropout: dropoutSpec,
} as const satisfies ParamSpecs;

export type MinGruSettings = Settings<typeof minGruParams>;

function tensors({ layers, width }: MinGruSettings, vocabulary: number): readonly TensorSpec[] {
  const residualStd = 0.02 / Math.sqrt(2 * layers);
  const linear = (name: string, inputs: number, outputs: number, std = 0.02): readonly TensorSpec[] => [
    {
      name: `${name}.weight`,
      shape: [inputs, outputs],
      init: { kind: 'normal', std },
      decay: true,
      exportTransposed: true,
    },
    { name: `${name}.bias`, shape: [outputs], init: { kind: 'constant', value: 0 }, decay: false },
  ];
  const norm = (name: string): TensorSpec => ({
    name: `${name}.weight`,
    shape: [width],
    init: { kind: 'constant', value: 1 },
    decay: false,
  });
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const at = `layers.${layer}`;
    return [
      norm(`${at}.norm_1`),
      ...linear(`${at}.min_gru`, width, 2 * width),
      norm(`${at}.norm_2`),
      ...linear(`${at}.up`, width, innerWidth(width)),
      ...linear(`${at}.down`, innerWidth(width), width, residualStd),
    ];
  });
  return [
    {
      name: 'embedding.weight',
      shape: [vocabulary, width],
      init: { kind: 'normal', std: 0.02 },
      decay: true,
      outer: true,
    },
    ...blocks.flat(),
    norm('norm'),
  ];
}

export const minGru: ModelDefinition<'min-gru', typeof minGruParams> = {
  id: 'min-gru',
  name: { en: 'minGRU', zh: '极简门控循环网络 minGRU' },
  summary: {
    en: 'A recurrent network whose gates look only at the input: trains as evenly as a Transformer and generates with a state of fixed size.',
    zh: '门只看输入的循环网络：训练像 Transformer 一样并行，生成时状态大小固定。',
  },
  formula: String.raw`z_t=\sigma(W_z x_t),\quad h_t=(1-z_t)\odot h_{t-1}+z_t\odot g(W_h x_t),\quad g(a)=\begin{cases}a+\tfrac12&a\ge0\\\sigma(a)&a<0\end{cases}`,
  source: { text: 'Feng et al. 2024, Were RNNs All We Needed?', url: 'https://arxiv.org/abs/2410.01201' },
  params: minGruParams,
  tensors,
  forward(ops, weights, { inputs, time }, { layers, dropout }) {
    const w = (name: string) => weight(weights, name);
    const affine = (at: string) => ({ weight: w(`${at}.weight`), bias: w(`${at}.bias`) });
    const table = w('embedding.weight');
    let x = ops.dropout(ops.embedding(inputs, table), dropout, 0); // [M, D]
    for (let layer = 0; layer < layers; layer++) {
      const at = `layers.${layer}`;
      const { weight: matrix, bias } = affine(`${at}.min_gru`);
      const sums = ops.linear(ops.rmsNorm(x, w(`${at}.norm_1.weight`), normEpsilon), matrix, bias); // [M, 2D]
      x = ops.add(x, ops.dropout(ops.minGru(sums, time), dropout, 1 + 2 * layer));
      const normed = ops.rmsNorm(x, w(`${at}.norm_2.weight`), normEpsilon);
      const parts = { inner: affine(`${at}.up`), outer: affine(`${at}.down`) };
      x =
        dropout === 0
          ? ops.feedForward(normed, parts, 'gelu', x)
          : ops.add(x, ops.dropout(ops.feedForward(normed, parts, 'gelu'), dropout, 2 + 2 * layer));
    }
    return ops.project(ops.rmsNorm(x, w('norm.weight'), normEpsilon), table); // [M, V]
  },
  decoder: minGruDecoder,
  context: ({ context }) => context,
  trainingFlops: ({ layers, width }, vocabulary, size, time) =>
    6 * size * time * (layers * 10 * width * width + vocabulary * width),
  activationBytes: ({ layers, width }, vocabulary, size, time) =>
    4 * size * time * (layers * (6 * width + 2 * innerWidth(width)) + 2 * width + 2 * vocabulary),
  attentionMatrixBytes: () => 0,
  exportConfig: ({ layers, width, context, dropout }, vocabulary) => ({
    architectures: ['trimtab-min-gru'],
    model_type: 'trimtab-min-gru',
    vocab_size: vocabulary,
    layers,
    width,
    feed_forward_width: innerWidth(width),
    context,
    norm_epsilon: normEpsilon,
    tie_word_embeddings: true,
    dropout,
  }),
};
