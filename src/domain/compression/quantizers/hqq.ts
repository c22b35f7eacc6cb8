/**
 * Half-quadratic quantisation: the zero points are moved, in turns with the codes, to where the errors are sparse, a few
 * large and most small, with no data at all. After mobiusml/hqq, `optimize_weights_proximal`; there one test on the mean
 * error stops the whole matrix, here every group stops by itself and keeps its best. Zero points are f16 from the start.
 */
import { integer, number, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { WeightQuantizer } from '../contract.ts';
import { groupCount, groupRange } from '../encodings/groups.ts';
import { toF16 } from '../numeric/halfFloats.ts';
import { roundHalfEven } from '../numeric/roundHalfEven.ts';
import { extentOf, gridOf, integerDraft, integerHeader, valueOf, type Grid, type Levels } from './integerGrid.ts';
import { bitsSpec, checkGroup, groupingParams, groupOf } from './params.ts';

const params = {
  bits: bitsSpec({ default: 4 }),
  ...groupingParams({ granularity: 'group', group: 64 }),
  iterations: integer({
    name: { en: 'Iterations', zh: '迭代次数' },
    help: {
      en: 'At most this many turns; a group stops sooner when its error falls no more.',
      zh: '最多迭代的轮数；某一组的误差不再下降时，该组提前停止。',
    },
    applies: 'restart',
    default: 20,
    min: 0,
    max: 200,
    usual: [10, 50],
  }),
  exponent: number({
    name: { en: 'Norm', zh: '范数' },
    symbol: 'p',
    help: {
      en: 'Below 1, errors are wanted sparse: the smaller, the less a few outliers count.',
      zh: '小于 1 时要求误差稀疏：越小，少数离群值的影响越小。',
    },
    applies: 'restart',
    default: 0.7,
    min: 0.1,
    max: 1,
    step: 0.05,
    advanced: true,
  }),
  beta: number({
    name: { en: 'Coupling', zh: '耦合强度' },
    symbol: String.raw`\beta`,
    help: {
      en: 'How closely the sparse part follows the error at first; it grows by the factor κ each turn.',
      zh: '起初稀疏部分贴合误差的程度；每轮乘以 κ。',
    },
    applies: 'restart',
    default: 10,
    min: 0.1,
    max: 1e5,
    scale: 'log',
    advanced: true,
  }),
  kappa: number({
    name: { en: 'Growth of the coupling', zh: '耦合增长系数' },
    symbol: String.raw`\kappa`,
    help: { en: 'Factor of β from turn to turn.', zh: '相邻两轮之间 β 的倍数。' },
    applies: 'restart',
    default: 1.01,
    min: 1,
    max: 2,
    advanced: true,
  }),
} as const satisfies ParamSpecs;

const asymmetric = (bits: number): Levels => ({ bits, symmetric: false });

export const hqq: WeightQuantizer<'hqq', typeof params> = {
  id: 'hqq',
  name: { en: 'HQQ (half-quadratic)', zh: 'HQQ（半二次量化）' },
  summary: {
    en: 'Moves the zero point of each group until its errors are sparse: nearly as good as calibrated methods, without data.',
    zh: '移动每组的零点，使误差变得稀疏：无需数据，质量接近需要校准的方法。',
  },
  formula: String.raw`\begin{aligned}q&=\operatorname{clip}\Big(\Big\lfloor\frac ws+z\Big\rceil\Big),\quad e=\operatorname{shrink}_p\big(w-s(q-z),\beta\big)\\ z&\leftarrow\operatorname{mean}\Big(q-\frac{w-e}{s}\Big),\quad\operatorname{shrink}_p(x,\beta)=\operatorname{sign}(x)\Big(|x|-\frac{|x|^{p-1}}{\beta}\Big)_+\end{aligned}`,
  source: { text: 'Badri & Shaji 2023, Half-Quadratic Quantization', url: 'https://mobiusml.github.io/hqq_blog/' },
  params,
  check: checkGroup,
  needs: 'weights',
  plan: (shape, settings) => integerHeader(shape, asymmetric(settings.bits), groupOf(settings, shape)),
  *quantize(matrix, settings) {
    const header = integerHeader(matrix, asymmetric(settings.bits), groupOf(settings, matrix));
    const draft = integerDraft(header);
    const groups = groupCount(header);
    for (let index = 0; index < groups; index++) {
      const { start, end } = groupRange(header, index);
      const { codes, grid } = optimize(matrix.values.subarray(start, end), settings);
      draft.codes.set(codes, start);
      draft.setGrid(index, grid);
      yield (index + 1) / groups;
    }
    return draft.pack();
  },
};

interface Candidate {
  readonly codes: Uint8Array;
  readonly grid: Grid;
  /** Mean |w − ŵ|. */
  readonly error: number;
}

function optimize(weights: Float32Array, settings: Settings<typeof params>): Candidate {
  let best = candidate(weights, startGrid(weights, settings.bits), settings.bits);
  let { beta } = settings;
  for (let turn = 0; turn < settings.iterations && best.grid.scale > 0; turn++) {
    const next = candidate(weights, movedGrid(weights, best, beta, settings.exponent), settings.bits);
    if (next.error >= best.error) break;
    best = next;
    beta *= settings.kappa;
  }
  return best;
}

/** Up to here f16 knows every whole number. */
const farthestZero = 2048;

/** The published start spans exactly what is there, 0 or not; equal weights, or ones far from 0, need 0 in the range. */
function startGrid(weights: Float32Array, bits: number): Grid {
  const low = weights.reduce((least, weight) => Math.min(least, weight), Infinity);
  const high = weights.reduce((most, weight) => Math.max(most, weight), -Infinity);
  const scale = toF16((high - low) / (2 ** bits - 1));
  const zero = toF16(-low / scale);
  if (scale > 0 && Math.abs(zero) <= farthestZero) return { scale, zero };
  return gridOf(extentOf(weights, { start: 0, end: weights.length }), asymmetric(bits));
}

function candidate(weights: Float32Array, grid: Grid, bits: number): Candidate {
  const codes = Uint8Array.from(weights, (weight) => {
    const level = grid.scale === 0 ? grid.zero : roundHalfEven(Math.fround(weight / grid.scale + grid.zero));
    return Math.min(2 ** bits - 1, Math.max(0, level));
  });
  const sum = weights.reduce((total, weight, i) => total + Math.abs(weight - valueOf(codes[i] ?? 0, grid)), 0);
  return { codes, grid, error: sum / weights.length };
}

function movedGrid(weights: Float32Array, { codes, grid }: Candidate, beta: number, exponent: number): Grid {
  const sum = weights.reduce((total, weight, i) => {
    const code = codes[i] ?? 0;
    const difference = weight - valueOf(code, grid);
    const size = Math.abs(difference);
    const sparse = Math.sign(difference) * Math.max(0, size - size ** (exponent - 1) / beta);
    return total + code - (weight - sparse) / grid.scale;
  }, 0);
  return { scale: grid.scale, zero: toF16(sum / weights.length) };
}
