/**
 * GPTQ: inputs are quantised one after another, and what each loses is made good, as far as the calibration data let it, by
 * changing the weights that are still free. Rows do not touch each other, so they are done one by one, which spares the
 * original's blocks of 128 columns (they change its speed, not its result). With activation order the scales come from
 * the weights at the start (`static_groups`), as groups are then not filled in order. Inputs that were always 0 in the
 * calibration data get weight 0, as in the original.
 */
import { flag, number, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { Calibration, CalibratedQuantizer, Matrix, Pass } from '../contract.ts';
import { groupCount, groupIndex, groupRange, type Grouped, type Range } from '../encodings/groups.ts';
import { inverseFactor } from '../numeric/inverseFactor.ts';
import { codeOf, extentOf, gridOf, integerDraft, integerHeader, valueOf, type Grid } from './integerGrid.ts';
import { bitsSpec, checkGroup, groupingParams, groupOf, symmetricSpec } from './params.ts';

const params = {
  bits: bitsSpec({ default: 4 }),
  symmetric: symmetricSpec,
  ...groupingParams({ granularity: 'group', group: 128 }),
  damp: number({
    name: { en: 'Damping', zh: '阻尼' },
    symbol: String.raw`\lambda`,
    help: {
      en: 'Added to the second moments, as a share of their mean. More trusts the calibration data less and changes the weights less.',
      zh: '加到二阶矩上的量，以其均值的比例计。越大则越不依赖校准数据，权重的改动也越小。',
    },
    applies: 'restart',
    default: 0.01,
    min: 1e-4,
    max: 10,
    scale: 'log',
    usual: [1e-3, 0.1],
  }),
  actOrder: flag({
    name: { en: 'Largest inputs first', zh: '先处理幅度大的输入' },
    help: {
      en: 'Quantises the inputs that carry most energy while most weights are still free to compensate (act_order).',
      zh: '先量化能量最大的输入，此时尚有最多的权重可用于补偿（act_order）。',
    },
    applies: 'restart',
    default: false,
  }),
} as const satisfies ParamSpecs;

/** Share of the progress that the factorisation gets. */
const factorShare = 0.3;

export const gptq: CalibratedQuantizer<'gptq', typeof params> = {
  id: 'gptq',
  name: { en: 'GPTQ', zh: 'GPTQ' },
  summary: {
    en: 'Rounds input by input and lets the remaining weights compensate each error, guided by what the inputs look like.',
    zh: '逐个输入舍入，并依据输入数据的统计，让其余权重补偿每一次的误差。',
  },
  formula: String.raw`U^\top U=(H+\lambda\bar h I)^{-1},\quad e_i=\frac{w_i-\hat w_i}{U_{ii}},\quad w_{j}\leftarrow w_{j}-e_i\,U_{ij}\;\;(j>i),\quad H=\mathbb E[xx^\top]`,
  source: { text: 'Frantar et al. 2023, GPTQ, algorithm 1; IST-DASLab/gptq', url: 'https://arxiv.org/abs/2210.17323' },
  params,
  check: checkGroup,
  needs: 'calibration',
  plan: (shape, settings) => integerHeader(shape, settings, groupOf(settings, shape)),
  *quantize(matrix, settings, calibration) {
    const header = integerHeader(matrix, settings, groupOf(settings, matrix));
    const { rows, columns } = matrix;
    const order = columnOrder(calibration, columns, settings.actOrder);
    const weights = withoutDead(matrix, calibration);
    const factor = yield* factorOf(calibration, order, settings.damp);
    const early = settings.actOrder || header.group === 0;
    const grids = early ? allGrids(header, weights, settings) : [];
    const draft = integerDraft(header);
    const free = new Float64Array(columns);
    for (let row = 0; row < rows; row++) {
      for (const [step, column] of order.entries()) free[step] = weights[row * columns + column] ?? 0;
      for (const [step, column] of order.entries()) {
        const index = groupIndex(header, row, column);
        // Without activation order a step is a column, and a group begins with what earlier ones left of it.
        grids[index] ??= gridOf(extentOf(free, groupInRow(header, row, index)), settings);
        const grid = grids[index];
        const weight = free[step] ?? 0;
        const code = codeOf(weight, grid, settings.bits);
        draft.codes[row * columns + column] = code;
        spread(free, step, weight - valueOf(code, grid), factor);
      }
      yield factorShare + ((1 - factorShare) * (row + 1)) / rows;
    }
    for (const [index, grid] of grids.entries()) draft.setGrid(index, grid);
    return draft.pack();
  },
};

/** Largest second moment first if asked for; equal ones keep their order. */
function columnOrder({ gram }: Calibration, columns: number, sorted: boolean): readonly number[] {
  const order = Array.from({ length: columns }, (_, column) => column);
  const energy = (column: number): number => gram[column * columns + column] ?? 0;
  return sorted ? order.toSorted((a, b) => energy(b) - energy(a)) : order;
}

function withoutDead({ columns, values }: Matrix, { gram }: Calibration): Float32Array {
  return values.map((value, i) => (gram[(i % columns) * (columns + 1)] === 0 ? 0 : value));
}

function* factorOf({ gram }: Calibration, order: readonly number[], damp: number): Pass<Float64Array> {
  const size = order.length;
  const diagonal = order.map((column) => gram[column * size + column] ?? 0);
  // A dead input stands for itself alone; its weight is 0 whatever this number is.
  const alive = diagonal.map((value) => (value === 0 ? 1 : value));
  const added = (damp * alive.reduce((sum, value) => sum + value, 0)) / size;
  const damped = new Float64Array(size * size);
  for (const [i, row] of order.entries()) {
    for (const [j, column] of order.entries()) damped[i * size + j] = gram[row * size + column] ?? 0;
    damped[i * (size + 1)] = (alive[i] ?? 0) + added;
  }
  const pass = inverseFactor(damped, size);
  for (;;) {
    const { done, value } = pass.next();
    if (done) return value;
    yield factorShare * value;
  }
}

const allGrids = (grouped: Grouped, weights: Float32Array, settings: Settings<typeof params>): Grid[] =>
  Array.from({ length: groupCount(grouped) }, (_, index) =>
    gridOf(extentOf(weights, groupRange(grouped, index)), settings),
  );

function groupInRow(grouped: Grouped, row: number, index: number): Range {
  const { start, end } = groupRange(grouped, index);
  return { start: start - row * grouped.columns, end: end - row * grouped.columns };
}

/** Takes what is lost at one step out of all later ones. */
function spread(free: Float64Array, step: number, loss: number, factor: Float64Array): void {
  if (loss === 0) return;
  const start = step * free.length;
  const error = loss / (factor[start + step] ?? 1);
  for (let later = step + 1; later < free.length; later++) {
    free[later] = (free[later] ?? 0) - error * (factor[start + later] ?? 0);
  }
}
