/** Activation quantisation, the second 8 of W8A8: no weight changes, but what goes into the matrices is rounded. */
import { choice, integer, type ParamSpecs } from '../../core/params.ts';
import type { RoundingDefinition } from './contract.ts';
import { levelsForAll } from './levels.ts';

const params = {
  bits: integer({
    name: { en: 'Bits', zh: '位数' },
    symbol: 'b',
    help: {
      en: 'Bits per number that goes into a matrix, one of them for the sign.',
      zh: '进入矩阵的每个数的位数，其中一位为符号。',
    },
    applies: 'restart',
    default: 8,
    min: 2,
    max: 8,
    usual: [4, 8],
  }),
  per: choice({
    name: { en: 'One scale per', zh: '缩放系数的粒度' },
    help: {
      en: 'Each token finds its scale while the model runs, or one for all tokens is taken from the largest input of calibration text: faster in hardware, and what is larger later on is clipped.',
      zh: '运行时为每个词元求缩放系数；或由校准文本中的最大输入为所有词元定下一个：硬件上更快，但此后更大的值会被截断。',
    },
    applies: 'restart',
    default: 'token',
    options: [
      { id: 'token', name: { en: 'Token (dynamic)', zh: '词元（动态）' } },
      { id: 'tensor', name: { en: 'Matrix (static)', zh: '矩阵（静态）' } },
    ],
  }),
} as const satisfies ParamSpecs;

export const activations: RoundingDefinition<'activations', typeof params> = {
  id: 'activations',
  name: { en: 'Activations', zh: '激活量化' },
  summary: {
    en: 'Rounds what goes into the matrices while the model runs; with 8-bit weights this is W8A8. The file becomes no smaller. Recurrent layers, which read themselves at every step, stay as they are.',
    zh: '运行时对进入矩阵的激活做舍入；与 8 位权重合用即 W8A8。文件不会变小。循环层每一步都读取自身状态，保持不变。',
  },
  formula: String.raw`s=\frac{\max_j|x_j|}{2^{b-1}-1},\quad \hat x=s\operatorname{clip}\Big(\Big\lfloor\frac xs\Big\rceil,\,-2^{b-1}+1,\,2^{b-1}-1\Big),\quad y=\hat W\hat x`,
  source: {
    text: 'Dettmers et al. 2022, LLM.int8(), section 2.1; Xiao et al. 2023, SmoothQuant, equation 1 and table 2 (per token, per tensor)',
    url: 'https://arxiv.org/abs/2211.10438',
  },
  params,
  does: 'round',
  needs: 'calibration',
  levels: ({ bits, per }, calibration) => (per === 'token' ? { bits, scale: null } : levelsForAll(bits, calibration())),
};
