/** Into how many heads a width can be divided. */
import type { Problem } from '../core/problem.ts';
import { headsSpec } from './shared.ts';

/** Largest head size that the attention kernels are written for. */
const largestHead = 128;

/** Legal head counts for a width, in ascending order. */
function legalHeads(width: number): number[] {
  const counts: number[] = [];
  for (let heads = 1; heads <= headsSpec.max; heads++) {
    if (width % heads === 0 && width / heads <= largestHead) counts.push(heads);
  }
  return counts;
}

export function nearest(values: readonly number[], wanted: number): number | undefined {
  return values.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
}

/** Divides into heads of an even size that the kernels can take. */
const roundedWidth = (width: number): number => Math.max(16, Math.round(width / 16) * 16);

/** @param even whether heads must have an even number of columns, as RoPE turns them in pairs */
export function headProblems(
  { width, heads }: { readonly width: number; readonly heads: number },
  { even }: { readonly even: boolean },
): readonly Problem[] {
  const legal = legalHeads(width).filter((count) => !even || (width / count) % 2 === 0);
  if (legal.includes(heads)) return [];
  if (legal.length === 0 && legalHeads(width).length > 0) return [oddHeads(width, roundedWidth(width))];
  const best = nearest(legal, heads);
  const list = legal.join(', ');
  const needs = even ? { en: ', an even number for RoPE', zh: '、且列数为偶数（RoPE 所需）' } : { en: '', zh: '' };
  if (best === undefined) {
    const rounded = roundedWidth(width);
    return [
      {
        path: 'width',
        message: {
          en: `A width of ${width} cannot be split into heads of at most ${largestHead}; the nearest that can is ${rounded}.`,
          zh: `宽度 ${width} 无法分成每头不超过 ${largestHead} 列的注意力头，最接近的可用宽度是 ${rounded}。`,
        },
        nearest: rounded,
      },
    ];
  }
  return [
    {
      path: 'heads',
      message: {
        en: `A width of ${width} does not divide into ${heads} heads of at most ${largestHead} columns${needs.en}. Possible: ${list}.`,
        zh: `宽度 ${width} 无法平均分成 ${heads} 个不超过 ${largestHead} 列${needs.zh}的头。可选：${list}。`,
      },
      nearest: best,
    },
  ];
}

/** Turning takes features in pairs. */
const oddHeads = (width: number, rounded: number): Problem => ({
  path: 'width',
  message: {
    en: `RoPE turns pairs of columns, and all heads of a width of ${width} have an odd number; ${rounded} divides into even ones.`,
    zh: `RoPE 按列成对旋转，而宽度 ${width} 的注意力头列数都是奇数；${rounded} 可分成偶数列的头。`,
  },
  nearest: rounded,
});
