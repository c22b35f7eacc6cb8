/** Methods that remove whole units. Each names what it removes and by which measure; `units.ts` and `layers.ts` do it. */
import { registry, type Definition } from '../../../core/definition.ts';
import { choice, number, type ParamSpecs } from '../../../core/params.ts';

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

const layersParams = {
  ...params,
  by: choice({
    name: { en: 'Which layers', zh: '移除哪些层' },
    help: {
      en: 'Measured: those without which the loss on held-out text rises least, each left out alone. The last: those next to the output, without looking.',
      zh: '测量：逐层单独去掉，移除使留出文本损失上升最少的层。最后几层：不作测量，直接移除最靠近输出的层。',
    },
    applies: 'restart',
    default: 'measured',
    options: [
      { id: 'measured', name: { en: 'Measured', zh: '测量' } },
      { id: 'last', name: { en: 'The last layers', zh: '最后几层' } },
    ],
  }),
} as const satisfies ParamSpecs;

export interface StructuredDefinition<
  Id extends string = string,
  P extends ParamSpecs = typeof params,
> extends Definition<Id, P> {
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

const layers: StructuredDefinition<'layers', typeof layersParams> = {
  id: 'layers',
  name: { en: 'Layers', zh: '整层剪枝' },
  summary: {
    en: 'Removes whole layers, those without which the loss rises least: the residual stream passes them by.',
    zh: '移除去掉后损失上升最少的整个层，残差流直接绕过它们。',
  },
  formula: String.raw`I_\ell=L(\theta\setminus\theta_\ell)-L(\theta)`,
  source: {
    text: 'Kim et al. 2024, Shortened LLaMA: A Simple Depth Pruning for Large Language Models, section 2 (perplexity)',
    url: 'https://arxiv.org/abs/2402.02834',
  },
  params: layersParams,
  unit: 'layer',
  needs: 'weights',
};

export const structuredPruners = registry(neurons, heads, layers);
