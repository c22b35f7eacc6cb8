/**
 * Round to nearest: what every other quantiser has to beat. With clip search, the range of each group shrinks to where the
 * squared error is smallest, over a grid of hundredths down to a fifth (GPTQ, quant.py: grid 100, maxshrink .8; its
 * exponent of 2.4 in place of 2 would take nearly all of the time).
 */
import { flag, number, type ParamSpecs } from '../../core/params.ts';
import type { Pass, WeightQuantizer } from '../contract.ts';
import { groupCount, groupRange, type Range } from '../encodings/groups.ts';
import {
  codeOf,
  extentOf,
  gridOf,
  integerDraft,
  integerHeader,
  valueOf,
  type Extent,
  type Grid,
  type Levels,
} from './integerGrid.ts';
import { bitsSpec, checkGroup, groupingParams, groupOf, symmetricSpec } from './params.ts';

const params = {
  bits: bitsSpec({ default: 4 }),
  symmetric: symmetricSpec,
  ...groupingParams({ granularity: 'group', group: 32 }),
  clip: number({
    name: { en: 'Clip at', zh: '截断于' },
    help: {
      en: 'Part of its range that each group keeps: larger weights saturate, and the levels of all others lie closer. 1 clips nothing.',
      zh: '每组保留的取值范围比例：更大的权重会饱和，其余权重的级更密。取 1 表示不截断。',
    },
    symbol: 'c',
    applies: 'restart',
    min: 0.05,
    max: 1,
    step: 0.01,
    default: 1,
    usual: [0.5, 1],
  }),
  clipSearch: flag({
    name: { en: 'Search the clip point', zh: '搜索截断点' },
    help: {
      en: 'Lets the largest weights saturate where finer levels for all the others are worth more. Finds a point for each group, in place of the one above.',
      zh: '若更细的级对其余权重更有利，则让最大的那些权重饱和。为每组分别寻找截断点，取代上面的设定。',
    },
    applies: 'restart',
    default: false,
  }),
} as const satisfies ParamSpecs;

export const rtn: WeightQuantizer<'rtn', typeof params> = {
  id: 'rtn',
  name: { en: 'Round to nearest', zh: '就近舍入（RTN）' },
  summary: {
    en: 'Spaces levels evenly over the range of each group and takes the nearest: no data, no search, almost free at 8 bits.',
    zh: '在每组的取值范围内均匀设级并取最近的一级：无需数据，无需搜索，8 位时几乎无损。',
  },
  formula: String.raw`\begin{aligned}s&=\frac{\max(w,0)-\min(w,0)}{2^b-1},\quad z=\Big\lfloor\frac{-\min(w,0)}{s}\Big\rceil\\ q&=\operatorname{clip}\Big(\Big\lfloor\frac ws\Big\rceil+z,\,0,\,2^b-1\Big),\quad \hat w=s\,(q-z)\end{aligned}`,
  source: {
    text: 'Jacob et al. 2018, section 2; Dettmers et al. 2022, LLM.int8(), section 2.1; IST-DASLab/gptq, quant.py',
    url: 'https://arxiv.org/abs/1712.05877',
  },
  params,
  check: checkGroup,
  needs: 'weights',
  plan: (shape, settings) => integerHeader(shape, settings, groupOf(settings, shape)),
  *quantize(matrix, settings) {
    const header = integerHeader(matrix, settings, groupOf(settings, matrix));
    const { values } = matrix;
    const draft = integerDraft(header);
    const groups = groupCount(header);
    for (let index = 0; index < groups; index++) {
      const range = groupRange(header, index);
      const extent = extentOf(values, range);
      const grid = settings.clipSearch
        ? yield* clippedGrid(values, range, extent, settings, index / groups)
        : gridOf({ low: settings.clip * extent.low, high: settings.clip * extent.high }, settings);
      for (let i = range.start; i < range.end; i++) draft.codes[i] = codeOf(values[i] ?? 0, grid, settings.bits);
      draft.setGrid(index, grid);
      yield (index + 1) / groups;
    }
    return draft.pack();
  },
};

const gridSteps = 100;
const mostShrunk = 80;

/** @param done what it yields between its steps, which matter where a group is the whole matrix. */
function* clippedGrid(
  values: Float32Array,
  range: Range,
  { low, high }: Extent,
  levels: Levels,
  done: number,
): Pass<Grid> {
  let best = gridOf({ low, high }, levels);
  let least = errorOf(values, range, best, levels.bits, Infinity);
  for (let step = 1; step < mostShrunk; step++) {
    const share = 1 - step / gridSteps;
    const grid = gridOf({ low: share * low, high: share * high }, levels);
    const error = errorOf(values, range, grid, levels.bits, least);
    if (error < least) [best, least] = [grid, error];
    yield done;
  }
  return best;
}

/** Σ(w − ŵ)², or something above `enough` as soon as that is sure. */
function errorOf(values: Float32Array, { start, end }: Range, grid: Grid, bits: number, enough: number): number {
  let error = 0;
  for (let i = start; i < end && error <= enough; i++) {
    const weight = values[i] ?? 0;
    error += (weight - valueOf(codeOf(weight, grid, bits), grid)) ** 2;
  }
  return error;
}
