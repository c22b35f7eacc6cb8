/** Methods that remove whole units. Each names what it removes and by which measure; `units.ts` and `layers.ts` do it. */
import { registry, type Definition } from '../../../core/definition.ts';
import { number, type ParamSpecs } from '../../../core/params.ts';

const params = {
  share: number({
    name: { en: 'Share removed', zh: '移除比例' },
    symbol: 'p',
    help: {
      en: 'Part of the units of each layer (or of the layers) that goes. One always stays.',
      zh: '每层单元（或所有层）中移除的比例，至少保留一个。',
    },
    applies: 'restart',
    default: 0.25,
    min: 0,
    max: 0.95,
    step: 0.01,
    usual: [0.1, 0.5],
  }),
} as const satisfies ParamSpecs;

export interface StructuredDefinition<Id extends string = string> extends Definition<Id, typeof params> {
  readonly unit: 'neuron' | 'head' | 'layer';
  /** Of the weights, or of what goes into the matrices on text. */
  readonly needs: 'weights' | 'calibration';
}

const neurons: StructuredDefinition<'neurons'> = {
  id: 'neurons',
  name: { en: 'Neurons', zh: '神经元剪枝' },
  summary: {
    en: 'Removes whole neurons of the feed-forward layers, those with the smallest incoming weights.',
    zh: '移除前馈层中输入权重范数最小的整个神经元。',
  },
  formula: String.raw`I_i=\lVert W_{i,:}\rVert_2`,
  source: {
    text: 'torch.nn.utils.prune.ln_structured with n = 2; Li et al. 2017, Pruning Filters for Efficient ConvNets, with the L1 norm',
    url: 'https://arxiv.org/abs/1608.08710',
  },
  params,
  unit: 'neuron',
  needs: 'weights',
};

const heads: StructuredDefinition<'heads'> = {
  id: 'heads',
  name: { en: 'Attention heads', zh: '注意力头剪枝' },
  summary: {
    en: 'Removes the attention heads of each layer that add least to the residual stream on calibration text.',
    zh: '移除每层中在校准文本上对残差流贡献最小的注意力头。',
  },
  formula: String.raw`I_h=\mathbb{E}_x\lVert W_{O,h}\,a_h(x)\rVert_2^2`,
  source: {
    text: 'Kobayashi et al. 2020, Attention is Not Only a Weight, section 3, for the measure; Michel, Levy & Neubig 2019, Are Sixteen Heads Really Better than One?, remove heads by gradients of the loss',
    url: 'https://arxiv.org/abs/2004.10102',
  },
  params,
  unit: 'head',
  needs: 'calibration',
};

const layers: StructuredDefinition<'layers'> = {
  id: 'layers',
  name: { en: 'Layers', zh: '整层剪枝' },
  summary: {
    en: 'Removes whole layers, those that turn the residual stream least.',
    zh: '移除对残差流方向改变最小的整个层。',
  },
  formula: String.raw`I_\ell=1-\mathbb{E}\,\frac{x_\ell^\top x_{\ell+1}}{\lVert x_\ell\rVert\,\lVert x_{\ell+1}\rVert}`,
  source: {
    text: 'Men et al. 2024, ShortGPT: Layers in Large Language Models are More Redundant Than You Expect, equation 1',
    url: 'https://arxiv.org/abs/2403.03853',
  },
  params,
  unit: 'layer',
  needs: 'weights',
};

export const structuredPruners = registry(neurons, heads, layers);
