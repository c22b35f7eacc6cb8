/** SmoothQuant as a pass: the fold of `quantizers/smoothing.ts` for every norm and the matrices that read it. */
import { number, type ParamSpecs } from '../../core/params.ts';
import { smoothingFactors } from '../quantizers/smoothing.ts';
import type { FoldingDefinition } from './contract.ts';

const params = {
  alpha: number({
    name: { en: 'Moved into the weights', zh: '移入权重的份额' },
    symbol: String.raw`\alpha`,
    help: {
      en: 'How much of the difficulty moves from the activations into the weights: at 1 all activations become equally large, at 0 all weights.',
      zh: '把多少量化难度从激活移入权重：取 1 时各通道激活一样大，取 0 时各通道权重一样大。',
    },
    applies: 'restart',
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.05,
    usual: [0.4, 0.9],
  }),
} as const satisfies ParamSpecs;

export const smoothQuant: FoldingDefinition<'smooth-quant', typeof params> = {
  id: 'smooth-quant',
  name: { en: 'SmoothQuant', zh: 'SmoothQuant' },
  summary: {
    en: 'Divides large channels of the activations and multiplies the weights that read them, so that both can be rounded. Changes nothing by itself: activations and weights are quantised by passes after it. Products that no norm precedes (attn.c_proj, mlp.c_proj) stay as they are.',
    zh: '缩小激活中的大通道，并放大读取它们的权重，使两边都便于舍入。它本身不改变结果，激活与权重由其后的步骤量化。前面没有归一化层的乘积（attn.c_proj、mlp.c_proj）保持不变。',
  },
  formula: String.raw`s_j=\frac{\max|x_j|^{\alpha}}{\max|W_{:,j}|^{1-\alpha}},\qquad y=\big(W\operatorname{diag}(s)\big)\big(\operatorname{diag}(s)^{-1}x\big)`,
  source: {
    text: 'Xiao et al. 2023, SmoothQuant, equations 3 and 4',
    url: 'https://arxiv.org/abs/2211.10438',
  },
  params,
  does: 'fold',
  needs: 'calibration',
  factors: ({ alpha }, readers) => smoothingFactors(readers, readers.calibration(), alpha),
};
