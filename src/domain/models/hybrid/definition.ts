/**
 * Recurrent blocks with a block of attention now and then, as Jamba (Lieber et al. 2024), Griffin (De et al. 2024) and
 * others mix them: the state of a recurrence is small and forgets, attention finds what it has forgotten. The recurrence is
 * minGRU, the simplest that trains in parallel.
 */
import { integer, type ParamSpecs, type Settings } from '../../core/params.ts';
import { blockNetwork } from '../blocks/network.ts';
import { innerWidth, normEpsilon, type BlockKind } from '../blocks/sizes.ts';
import type { ModelDefinition } from '../contract.ts';
import { headProblems } from '../heads.ts';
import {
  attentionDropoutSpec,
  contextSpec,
  depthDropSpec,
  dropoutSpec,
  embeddingDropoutSpecs,
  headsSpec,
  layersSpec,
  widthSpec,
  windowSpec,
} from '../shared.ts';

const params = {
  layers: { ...layersSpec, default: 4, usual: [2, 12] },
  attentionEvery: integer({
    name: { en: 'Attention every', zh: '每隔几层用注意力' },
    symbol: 'n',
    help: {
      en: 'Every n-th block looks back by attention, the others by a recurrence. 1 makes all of them attention; more than there are layers, none.',
      zh: '每 n 层中最后一层用注意力回看，其余层用循环结构。取 1 时全部为注意力；大于层数时没有注意力。',
    },
    applies: 'restart',
    default: 2,
    min: 1,
    max: 25,
    usual: [2, 8],
  }),
  heads: headsSpec,
  width: widthSpec,
  context: contextSpec,
  window: windowSpec,
  dropout: dropoutSpec,
  attentionDropout: attentionDropoutSpec,
  ...embeddingDropoutSpecs,
  depthDrop: depthDropSpec,
} as const satisfies ParamSpecs;

export type HybridSettings = Settings<typeof params>;

export const blocks: BlockKind<HybridSettings> = {
  mixerAt: ({ attentionEvery }, layer) => ((layer + 1) % attentionEvery === 0 ? 'attention' : 'min-gru'),
  heads: ({ heads }) => heads,
  window: ({ window }) => window,
  attentionDropout: ({ attentionDropout }) => attentionDropout,
};

export const hybrid: ModelDefinition<'hybrid', typeof params> = {
  id: 'hybrid',
  name: { en: 'Hybrid', zh: '混合架构' },
  summary: {
    en: 'Recurrent and attention blocks in one stack: most of the memory is a small state, and attention looks up what it has forgotten.',
    zh: '循环层与注意力层混合堆叠：大部分记忆是很小的状态，注意力负责找回被遗忘的内容。',
  },
  formula: String.raw`x\leftarrow x+\begin{cases}\mathrm{Attention}(\mathrm{Norm}(x))&n\mid l\\\mathrm{minGRU}(\mathrm{Norm}(x))&\text{else}\end{cases},\quad x\leftarrow x+\mathrm{FFN}(\mathrm{Norm}(x))`,
  source: {
    text: 'Lieber et al. 2024, Jamba: A Hybrid Transformer-Mamba Language Model; De et al. 2024, Griffin',
    url: 'https://arxiv.org/abs/2403.19887',
  },
  params,
  check: (settings) => headProblems(settings, { even: false }),
  ...blockNetwork<typeof params>(blocks, (settings) => settings),
  exportConfig: ({ layers, attentionEvery, heads, width, context, window, dropout }, vocabulary) => ({
    architectures: ['trimtab-hybrid'],
    model_type: 'trimtab-hybrid',
    vocab_size: vocabulary,
    layers,
    attention_every: attentionEvery,
    heads,
    width,
    feed_forward_width: innerWidth(width),
    context,
    ...(window > 0 && { sliding_window: window }),
    norm_epsilon: normEpsilon,
    tie_word_embeddings: true,
    dropout,
  }),
};
