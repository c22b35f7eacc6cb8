/**
 * Softmax cross-entropy of logits [M, V] with integer targets [M], negative = ignored (torch's `ignore_index`), with label
 * smoothing as torch has it, and further parts of a loss (focal, log-sum-exp, entropy) and weights of rows, which are parts
 * of the text where they are asked for; how much of each is data.
 * Forward is two dispatches, statistics then loss, whose sum is the mean; backward is one. No barriers: on software adapters a kernel with a
 * barrier runs ten times slower throughout.
 */
import { constants, floats, linearGrid, type BufferBinding, type Kernel } from '../common/kernel.ts';
import { leastMissing, leastProbability, type RowFormula } from '../../src/domain/core/rowFormula.ts';
import { wgslProgram } from '../optimizer-update/wgslOps.ts';
import focal from './focal.wgsl?raw';
import linearIndex from '../common/linearIndex.wgsl?raw';
import softExp from '../common/softExp.wgsl?raw';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';
import moment from './moment.wgsl?raw';
import statistics from './statistics.wgsl?raw';
import terms from './terms.wgsl?raw';

export interface CrossEntropyShape {
  /** M */
  readonly rows: number;
  /** V */
  readonly vocabulary: number;
  /** Whether targets are smoothed; by how much is data. */
  readonly smooths: boolean;
  /** Whether sure targets count less: the focal factor. */
  readonly focuses?: boolean;
  /** Whether the squared log-sum-exp is added. */
  readonly normalises?: boolean;
  /** Whether entropy is rewarded. */
  readonly penalises?: boolean;
  /** What takes the place of the surprise and its focal factor; becomes part of the text. */
  readonly formula?: RowFormula | null;
}

const workgroupSize = 64;
/** Logits that one invocation reads; more would leave a wide device idle when rows are few. */
const sliceLength = 64;

const sliceCount = ({ vocabulary }: CrossEntropyShape): number => Math.ceil(vocabulary / sliceLength);
const logitsLength = ({ rows, vocabulary }: CrossEntropyShape): number => rows * vocabulary;
const hasEntropy = ({ penalises = false, formula }: CrossEntropyShape): boolean =>
  penalises || (formula?.usesEntropy ?? false);
const sliceNumbers = (shape: CrossEntropyShape): number => 2 + Number(shape.smooths) + Number(hasEntropy(shape));
/** Whether the gradient of a row needs factors of its own. */
const isShaped = ({ focuses = false, normalises = false, penalises = false, formula }: CrossEntropyShape): boolean =>
  focuses || normalises || penalises || Boolean(formula);
/** Pairs of numbers of a row that the backward pass asks for. */
const statisticsPairs = (shape: CrossEntropyShape): number =>
  1 + Number(isShaped(shape)) + Number(Boolean(shape.formula) && hasEntropy(shape));
export const statisticsLength = (shape: CrossEntropyShape): number => 2 * statisticsPairs(shape) * shape.rows;
const slicesLength = (shape: CrossEntropyShape): number => sliceNumbers(shape) * shape.rows * sliceCount(shape);

const weights = floats<CrossEntropyShape>('weights', 'read', ({ rows }) => rows);
/** One over the number of rows that count, or over the sum of their weights; then the numbers of `terms.wgsl`. */
const termsBinding = floats<CrossEntropyShape>('terms', 'read', () => 7);

const moduleOf =
  (source: string) =>
  (shape: CrossEntropyShape): string =>
    [
      constants({
        V: shape.vocabulary,
        SLICES: sliceCount(shape),
        SLICE: sliceNumbers(shape),
        STATISTICS: statisticsPairs(shape),
      }),
      ...Object.entries({
        SMOOTHS: shape.smooths,
        FOCUSES: shape.focuses ?? false,
        NORMALISES: shape.normalises ?? false,
        HAS_ENTROPY: hasEntropy(shape),
        HAS_FORMULA: Boolean(shape.formula),
        SHAPED: isShaped(shape),
      }).map(([name, value]) => `const ${name} = ${value};`),
      `const LEAST_PROBABILITY = f32(${leastProbability});`,
      `const LEAST_MISSING = f32(${leastMissing});`,
      formulaFunction(shape.formula ?? null, shape.vocabulary),
      linearIndex,
      softExp,
      moment,
      focal,
      source,
    ].join('\n');

/** Loss, and its derivatives by surprise and by entropy. */
function formulaFunction(formula: RowFormula | null, vocabulary: number): string {
  const { ops, statements } = wgslProgram();
  const names = ['surprise', 'probability', 'missing', 'entropy', 'label', 'frequency', 'step', 'steps'];
  const { value, bySurprise, byEntropy } = formula?.apply(ops, {
    surprise: 'surprise',
    probability: 'probability',
    missing: 'missing',
    entropy: 'entropy',
    target: 'label',
    frequency: 'frequency',
    step: 'step',
    steps: 'steps',
    classes: ops.constant(vocabulary),
  }) ?? { value: 'surprise', bySurprise: '1.0', byEntropy: null };
  return `fn formula(${names.map((name) => `${name}: f32`).join(', ')}) -> vec3f {
  ${statements.join('\n  ')}
  return vec3f(${value}, ${bySurprise ?? '0.0'}, ${byEntropy ?? '0.0'});
}`;
}

/** What the numbers of rows are, where there are any: their weights, or what a formula knows as the frequency. */
export type RowNumbers = 'weights' | 'frequencies' | null;

/** The numbers of rows come last, so that the other bindings keep theirs without them. */
function rowKernel(
  id: string,
  numbers: RowNumbers,
  source: string,
  bindings: readonly BufferBinding<CrossEntropyShape>[],
): Omit<Kernel<CrossEntropyShape>, 'grid'> {
  const binding = `@group(0) @binding(${bindings.length}) var<storage, read> weights: array<f32>;`;
  const reader = (name: string, there: boolean): string => `fn ${name}(row: u32) -> f32 {
  return ${there ? 'weights[row]' : '1.0'};
}`;
  const readers = [reader('weightOf', numbers === 'weights'), reader('frequencyOf', numbers === 'frequencies')];
  return {
    id: numbers ? `${id} weighted` : id,
    bindings: numbers ? [...bindings, weights] : bindings,
    code: moduleOf([terms, ...(numbers ? [binding] : []), ...readers, source].join('\n')),
  };
}

/** Peak and sum of exponentials by slices of a row. */
export const crossEntropyStatistics: Kernel<CrossEntropyShape> = {
  id: 'cross-entropy-statistics',
  bindings: [floats('logits', 'read', logitsLength), floats('slices', 'read_write', slicesLength)],
  code: moduleOf(statistics),
  grid: (shape) => linearGrid(shape.rows * sliceCount(shape), workgroupSize),
};

/** Loss [M] in nats times each row's share of the mean, and per row what the backward pass asks for: the peak and the log of the sum, then factors of shaped losses. */
export const crossEntropyLoss = (numbers: RowNumbers): Kernel<CrossEntropyShape> => ({
  ...rowKernel('cross-entropy-loss', numbers, loss, [
    floats('logits', 'read', logitsLength),
    floats('slices', 'read', slicesLength),
    { name: 'targets', access: 'read', type: 'i32', length: ({ rows }) => rows },
    termsBinding,
    floats('loss', 'read_write', ({ rows }) => rows),
    floats('statistics', 'read_write', statisticsLength),
  ]),
  grid: ({ rows }) => linearGrid(rows, workgroupSize),
});

/** `upstream` is one number, the gradient of the mean. */
export const crossEntropyBackward = (weighted: boolean): Kernel<CrossEntropyShape> => ({
  ...rowKernel('cross-entropy-backward', weighted ? 'weights' : null, backward, [
    floats('logits', 'read', logitsLength),
    floats('statistics', 'read', statisticsLength),
    { name: 'targets', access: 'read', type: 'i32', length: ({ rows }) => rows },
    termsBinding,
    floats('upstream', 'read', () => 1),
    floats('gradient', 'read_write', logitsLength),
  ]),
  grid: (shape) => linearGrid(logitsLength(shape), workgroupSize),
});
