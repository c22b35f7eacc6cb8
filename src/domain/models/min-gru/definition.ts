/**
 * minGRU (Feng et al. 2024, Were RNNs All We Needed?): gates see only the input, so that all steps are known at once and
 * nothing but a running mean is left to be walked through time.
 */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import { blockNetwork } from '../blocks/network.ts';
import { innerWidth, normEpsilon, type BlockKind } from '../blocks/sizes.ts';
import type { ModelDefinition } from '../contract.ts';
import { contextSpec, depthDropSpec, dropoutSpec, embeddingDropoutSpecs, layersSpec, widthSpec } from '../shared.ts';

const params = {
  layers: { ...layersSpec, max: 12, usual: [1, 6] },
  width: { ...widthSpec, default: 128 },
  context: contextSpec,
  dropout: dropoutSpec,
  ...embeddingDropoutSpecs,
  depthDrop: depthDropSpec,
} as const satisfies ParamSpecs;

export type MinGruSettings = Settings<typeof params>;

export const blocks: BlockKind<MinGruSettings> = {
  mixerAt: () => 'min-gru',
  heads: () => 1,
  window: () => 0,
  attentionDropout: () => 0,
};

export const minGru: ModelDefinition<'min-gru', typeof params> = {
  id: 'min-gru',
  name: { en: 'minGRU', zh: '极简门控循环网络 minGRU' },
  summary: {
    en: 'A recurrent network whose gates look only at the input: trains as evenly as a Transformer and generates with a state of fixed size.',
    zh: '门只看输入的循环网络：训练像 Transformer 一样并行，生成时状态大小固定。',
  },
  formula: String.raw`z_t=\sigma(W_z x_t),\quad h_t=(1-z_t)\odot h_{t-1}+z_t\odot g(W_h x_t),\quad g(a)=\begin{cases}a+\tfrac12&a\ge0\\\sigma(a)&a<0\end{cases}`,
  source: { text: 'Feng et al. 2024, Were RNNs All We Needed?', url: 'https://arxiv.org/abs/2410.01201' },
  params,
  ...blockNetwork<typeof params>(blocks, (settings) => settings),
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
