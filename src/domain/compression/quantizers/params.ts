/** Parameter specifications that several quantisers share, so that values survive a switch of method. */
import { choice, flag, integer, type NumberSpec } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import type { Shape } from '../contract.ts';

export const bitsSpec = (fields: Pick<NumberSpec, 'default'>): NumberSpec =>
  integer({
    name: { en: 'Bits', zh: '位数' },
    symbol: 'b',
    help: {
      en: 'Bits per weight, before scales. Each bit less halves the number of levels and about doubles the error.',
      zh: '每个权重的位数，不含缩放系数。每少一位，可用的级数减半，误差约增加一倍。',
    },
    applies: 'restart',
    min: 2,
    max: 8,
    usual: [3, 8],
    ...fields,
  });

export const symmetricSpec = flag({
  name: { en: 'Symmetric', zh: '对称' },
  help: {
    en: 'Levels lie evenly around zero and no zero points are stored. Without it the levels span what is there, at 16 bits more per scale.',
    zh: '各级在零的两侧均匀分布，不存储零点。关闭后，各级覆盖实际取值范围，每个缩放系数多占 16 位。',
  },
  applies: 'restart',
  default: false,
});

const granularities = [
  { id: 'tensor', name: { en: 'Whole matrix', zh: '整个矩阵' } },
  { id: 'row', name: { en: 'Row (output channel)', zh: '行（输出通道）' } },
  { id: 'group', name: { en: 'Group of inputs', zh: '输入分组' } },
] as const;

type Granularity = (typeof granularities)[number]['id'];

const granularitySpec = <const D extends Granularity>(fields: { readonly default: D }) =>
  choice({
    name: { en: 'One scale per', zh: '缩放系数的粒度' },
    help: {
      en: 'Which weights share a scale. Fewer weights fit better and cost more bytes.',
      zh: '哪些权重共用一个缩放系数。共用的权重越少，拟合越好，占用的字节也越多。',
    },
    applies: 'restart',
    options: granularities,
    ...fields,
  });

/** Kernels find a scale by its group of whole words of codes. */
const groupStep = 32;

const groupSpec = (fields: Pick<NumberSpec, 'default'>): NumberSpec =>
  integer({
    name: { en: 'Group size', zh: '分组大小' },
    symbol: 'g',
    help: {
      en: 'Neighbouring inputs of a row that share a scale, where there is one scale per group; a multiple of 32.',
      zh: '按分组设缩放系数时，同一行中共用一个缩放系数的相邻输入数；须为 32 的倍数。',
    },
    applies: 'restart',
    min: groupStep,
    max: 1024,
    step: groupStep,
    usual: [32, 128],
    ...fields,
  });

export const groupingParams = <const D extends Granularity>(fields: {
  readonly granularity: D;
  readonly group: number;
}) => ({
  granularity: granularitySpec({ default: fields.granularity }),
  group: groupSpec({ default: fields.group }),
});

interface Grouping {
  readonly granularity: Granularity;
  readonly group: number;
}

/** The `group` of an encoding's header. */
export function groupOf({ granularity, group }: Grouping, { columns }: Shape): number {
  if (granularity === 'tensor') return 0;
  return granularity === 'row' ? columns : Math.min(group, columns);
}

export function checkGroup({ group }: Pick<Grouping, 'group'>): readonly Problem[] {
  if (group % groupStep === 0) return [];
  const nearest = Math.max(groupStep, Math.round(group / groupStep) * groupStep);
  return [
    {
      path: 'group',
      message: {
        en: `Groups are multiples of ${groupStep}, and ${group} is not. Nearest: ${nearest}.`,
        zh: `分组大小须为 ${groupStep} 的倍数，而 ${group} 不是。最接近的合法值：${nearest}。`,
      },
      nearest,
    },
  ];
}
