/**
 * How many weights go and in which pattern: anywhere, or N of every M neighbours along the inputs (N:M), which hardware
 * can skip (Mishra et al. 2021, https://arxiv.org/abs/2104.08378).
 */
import { choice, number, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import { same } from '../../core/text.ts';

export const sparsityParams = {
  sparsity: number({
    name: { en: 'Sparsity', zh: '稀疏度' },
    symbol: 's',
    help: {
      en: 'Share of the weights that become zero. Higher is smaller, and worse.',
      zh: '置为零的权重所占的比例。越高则模型越小，质量也越差。',
    },
    applies: 'restart',
    default: 0.5,
    min: 0,
    max: 0.99,
    step: 0.01,
    usual: [0.3, 0.8],
  }),
  pattern: choice({
    name: { en: 'Pattern', zh: '稀疏模式' },
    help: {
      en: 'Zeros anywhere, or exactly two of every four (four of every eight) inputs, which packs into fixed places.',
      zh: '零可以出现在任意位置，或每 4 个（8 个）输入中恰有 2 个（4 个）为零，从而可以规则地紧凑存储。',
    },
    applies: 'restart',
    default: 'unstructured',
    options: [
      { id: 'unstructured', name: { en: 'Unstructured', zh: '非结构化' } },
      { id: '2:4', name: same('2:4') },
      { id: '4:8', name: same('4:8') },
    ],
  }),
} as const satisfies ParamSpecs;

/** Those of every pruner; a method may have more. */
export type SparsityParams = typeof sparsityParams;
export type SparsitySettings = Settings<SparsityParams>;
export type Pattern = SparsitySettings['pattern'];

/** `removed` of every `size` neighbours go. */
export interface Grouping {
  readonly removed: number;
  readonly size: number;
}

const groupings: Readonly<Record<Pattern, Grouping | null>> = {
  unstructured: null,
  '2:4': { removed: 2, size: 4 },
  '4:8': { removed: 4, size: 8 },
};

export const groupingOf = (pattern: Pattern): Grouping | null => groupings[pattern];

/** A pattern fixes the sparsity; another value would be silently ignored. */
export function sparsityProblems({ sparsity, pattern }: SparsitySettings): readonly Problem[] {
  const grouping = groupingOf(pattern);
  if (grouping === null) return [];
  const fixed = grouping.removed / grouping.size;
  if (sparsity === fixed) return [];
  return [
    {
      path: 'sparsity',
      message: {
        en: `The pattern ${pattern} removes a share of ${fixed}, not ${sparsity}.`,
        zh: `稀疏模式 ${pattern} 移除的比例固定为 ${fixed}，而不是 ${sparsity}。`,
      },
      nearest: fixed,
    },
  ];
}
