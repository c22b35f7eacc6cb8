/**
 * AWQ: weights of inputs that carry much are scaled up before rounding, so that they lose less, and down again after it.
 * The exponent ρ is searched on a grid of 20 for the smallest error at the matrix's own outputs: on a sixth of the outputs
 * first, then the best six on all of them. Then come clip points, on a grid of twentieths down to a half. The original (mit-han-lab/llm-awq) measures ρ at the outputs of a whole block and folds
 * the factors into the layer before; here they stay beside the codes as one f16 per input, so any matrix can have them.
 */
import { flag, number, type ParamSpecs, type Settings } from '../../core/params.ts';
import { outputError, rowError } from '../calibration.ts';
import type { CalibratedQuantizer, Calibration, Matrix, Pass } from '../contract.ts';
import { groupCount, groupRange, type Grouped, type Range } from '../encodings/groups.ts';
import { toF16 } from '../numeric/halfFloats.ts';
import {
  codeOf,
  extentOf,
  gridOf,
  integerDraft,
  integerHeader,
  valueOf,
  type Extent,
  type Grid,
} from './integerGrid.ts';
import { bitsSpec, checkGroup, groupingParams, groupOf, symmetricSpec } from './params.ts';

const params = {
  bits: bitsSpec({ default: 4 }),
  symmetric: symmetricSpec,
  ...groupingParams({ granularity: 'group', group: 128 }),
  largestExponent: number({
    name: { en: 'Largest exponent', zh: '最大指数' },
    symbol: String.raw`\rho_{\max}`,
    help: {
      en: 'The search tries 20 exponents of the input size below this one. At 0 nothing is scaled and round-to-nearest is left.',
      zh: '在小于该值的范围内尝试 20 个输入幅度的指数。取 0 则不缩放，即就近舍入。',
    },
    applies: 'restart',
    default: 1,
    min: 0,
    max: 1,
    step: 0.05,
    advanced: true,
  }),
  clipSearch: flag({
    name: { en: 'Search the clip point', zh: '搜索截断点' },
    help: {
      en: 'Afterwards shrinks the range of each group, down to half, where that makes the output error smaller.',
      zh: '随后在能减小输出误差时收窄每组的取值范围，最多减半。',
    },
    applies: 'restart',
    default: true,
  }),
} as const satisfies ParamSpecs;

type AwqSettings = Settings<typeof params>;

const exponents = 20;
const sampledShare = 6;
const fewestSampled = 24;
const finalExponents = 6;
/** The original's floor of the factors before they are brought to a geometric middle of 1. */
const smallestFactor = 1e-4;
const clipSteps = 20;
const mostClipped = 10;

export const awq: CalibratedQuantizer<'awq', typeof params> = {
  id: 'awq',
  name: { en: 'AWQ (activation-aware)', zh: 'AWQ（激活感知）' },
  summary: {
    en: 'Gives finer levels to the weights of the inputs that carry most. Matters where a few channels stand out, which small models seldom have.',
    zh: '让承载最多信息的输入的权重获得更细的级。少数通道突出时作用明显，而小模型很少如此。',
  },
  formula: String.raw`s_j=\big(\mathbb E|x_j|\big)^{\rho},\quad \hat W=Q(W\operatorname{diag}(s))\operatorname{diag}(s)^{-1},\quad \rho=\arg\min_\rho\mathbb E\|Wx-\hat Wx\|^2`,
  source: {
    text: 'Lin et al. 2024, AWQ, equations 4 and 5; mit-han-lab/llm-awq',
    url: 'https://arxiv.org/abs/2306.00978',
  },
  params,
  check: checkGroup,
  needs: 'calibration',
  plan: (shape, settings) => integerHeader(shape, settings, groupOf(settings, shape), true),
  *quantize(matrix, settings, calibration) {
    const header = integerHeader(matrix, settings, groupOf(settings, matrix), true);
    const factors = yield* bestFactors(matrix, header, settings, calibration);
    const scaled = scaledBy(matrix, factors);
    const draft = integerDraft(header);
    const groups = groupCount(header);
    for (let index = 0; index < groups; index++) {
      const range = groupRange(header, index);
      const extent = extentOf(scaled, range);
      const grid = settings.clipSearch
        ? clippedGrid({ scaled, factors, range }, extent, settings, calibration)
        : gridOf(extent, settings);
      for (let i = range.start; i < range.end; i++) draft.codes[i] = codeOf(scaled[i] ?? 0, grid, settings.bits);
      draft.setGrid(index, grid);
      yield 0.5 + (0.5 * (index + 1)) / groups;
    }
    return draft.pack(factors);
  },
};

/** 1 / s per input, f16: what decoded weights are multiplied with. */
function* bestFactors(
  matrix: Matrix,
  grouped: Grouped,
  settings: AwqSettings,
  calibration: Calibration,
): Pass<Float32Array> {
  const errorOf = (of: Matrix, factors: Float32Array, enough?: number): number =>
    outputError(of, rounded(of, factors, { ...grouped, rows: of.rows }, settings), calibration, enough);
  const sample = someRows(matrix);
  const tried: { readonly factors: Float32Array; readonly error: number }[] = [];
  for (let step = 0; step < exponents; step++) {
    const factors = inverseFactors(calibration, (settings.largestExponent * step) / exponents);
    tried.push({ factors, error: errorOf(sample, factors) });
    yield (0.25 * (step + 1)) / exponents;
  }
  // The likeliest first, so that the others are given up early; without scaling is always among them.
  const finalists = tried.toSorted((a, b) => a.error - b.error).slice(0, finalExponents);
  let best = inverseFactors(calibration, 0);
  let least = Infinity;
  for (const [at, factors] of [...finalists.map((one) => one.factors), best].entries()) {
    const error = errorOf(matrix, factors, least);
    if (error < least) [best, least] = [factors, error];
    yield 0.25 + (0.25 * (at + 1)) / (finalists.length + 1);
  }
  return best;
}

/** Every sixth, or all where that would be few. */
function someRows({ rows, columns, values }: Matrix): Matrix {
  const count = Math.min(rows, Math.max(fewestSampled, Math.ceil(rows / sampledShare)));
  const sampled = new Float32Array(count * columns);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * rows) / count);
    sampled.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  }
  return { rows: count, columns, values: sampled };
}

function inverseFactors({ meanAbs }: Calibration, exponent: number): Float32Array {
  const sizes = Array.from(meanAbs, (size) => Math.max(smallestFactor, size ** exponent));
  const middle = Math.sqrt(Math.max(...sizes) * Math.min(...sizes));
  return Float32Array.from(sizes, (size) => toF16(middle / size));
}

const scaledBy = ({ columns, values }: Matrix, factors: Float32Array): Float32Array =>
  values.map((value, i) => value / (factors[i % columns] ?? 1));

/** The matrix as it comes back if its scaled weights are rounded to nearest. */
function rounded(matrix: Matrix, factors: Float32Array, grouped: Grouped, settings: AwqSettings): Float32Array {
  const values = scaledBy(matrix, factors);
  for (let index = 0; index < groupCount(grouped); index++) {
    const range = groupRange(grouped, index);
    const grid = gridOf(extentOf(values, range), settings);
    for (let i = range.start; i < range.end; i++) {
      values[i] = valueOf(codeOf(values[i] ?? 0, grid, settings.bits), grid) * (factors[i % matrix.columns] ?? 1);
    }
  }
  return values;
}

interface ScaledGroup {
  readonly scaled: Float32Array;
  readonly factors: Float32Array;
  readonly range: Range;
}

function clippedGrid(group: ScaledGroup, { low, high }: Extent, settings: AwqSettings, calibration: Calibration): Grid {
  const peak = Math.max(-low, high);
  let best = gridOf({ low, high }, settings);
  let least = Infinity;
  for (let step = 0; step < mostClipped; step++) {
    const bound = peak * (1 - step / clipSteps);
    const grid = gridOf({ low: Math.max(low, -bound), high: Math.min(high, bound) }, settings);
    const error = groupError(group, grid, settings.bits, calibration);
    if (error < least) [best, least] = [grid, error];
  }
  return best;
}

/** Of the group's own inputs alone, the others left exact. */
function groupError(
  { scaled, factors, range }: ScaledGroup,
  grid: Grid,
  bits: number,
  calibration: Calibration,
): number {
  const columns = factors.length;
  let error = 0;
  // A group may be the whole matrix; its rows do not touch each other.
  for (let start = range.start; start < range.end;) {
    const end = Math.min(range.end, (Math.floor(start / columns) + 1) * columns);
    const from = start % columns;
    const difference = new Float64Array(end - start);
    for (let i = 0; i < difference.length; i++) {
      const weight = scaled[start + i] ?? 0;
      difference[i] = (weight - valueOf(codeOf(weight, grid, bits), grid)) * (factors[from + i] ?? 1);
    }
    error += rowError(difference, calibration, from);
    start = end;
  }
  return error;
}
