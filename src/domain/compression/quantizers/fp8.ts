/** 8-bit floats: levels close together near zero. The scale brings the largest weight of a group to the largest finite value. */
import { choice, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { Shape, WeightQuantizer } from '../contract.ts';
import { encodeLevels, type LevelsHeader } from '../encodings/levels.ts';
import { checkGroup, groupingParams, groupOf } from './params.ts';

const params = {
  format: choice({
    name: { en: 'Format', zh: '格式' },
    help: {
      en: 'How seven bits are shared between exponent and mantissa: E4M3 is finer, E5M2 reaches further.',
      zh: '七位如何分给指数和尾数：E4M3 更精细，E5M2 范围更大。',
    },
    applies: 'restart',
    default: 'e4m3',
    options: [
      { id: 'e4m3', name: { en: 'E4M3', zh: 'E4M3' } },
      { id: 'e5m2', name: { en: 'E5M2', zh: 'E5M2' } },
    ],
  }),
  ...groupingParams({ granularity: 'row', group: 128 }),
} as const satisfies ParamSpecs;

const plan = (shape: Shape, settings: Settings<typeof params>): LevelsHeader => ({
  kind: 'levels',
  rows: shape.rows,
  columns: shape.columns,
  levels: settings.format,
  group: groupOf(settings, shape),
  scaleFormat: 'f32',
});

export const fp8: WeightQuantizer<'fp8', typeof params> = {
  id: 'fp8',
  name: { en: '8-bit float (FP8)', zh: '8 位浮点（FP8）' },
  summary: {
    en: 'A sign, four or five bits of exponent and the rest mantissa: an error in proportion to the weight instead of to the largest one.',
    zh: '一位符号，四或五位指数，其余为尾数：误差与权重自身成比例，而不是与最大的权重成比例。',
  },
  formula: String.raw`s=\frac{\max|w|}{F_{\max}},\quad \hat w=s\cdot\operatorname{fp8}\Big(\frac ws\Big),\quad F_{\max}=448\text{ or }57344`,
  source: { text: 'Micikevicius et al. 2022, FP8 Formats for Deep Learning', url: 'https://arxiv.org/abs/2209.05433' },
  params,
  check: checkGroup,
  needs: 'weights',
  plan,
  quantize: (matrix, settings) => encodeLevels(plan(matrix, settings), matrix),
};
