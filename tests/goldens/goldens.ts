/**
 * The golden files, typed, for tests in Node and in the browser. How they are made: README.md beside this file.
 * Model tensors are in the exported layout (Hugging Face's or PyTorch's); `inModelLayout` turns them into ours.
 */
import type { RowTerms } from '../../src/domain/losses/contract.ts';
import type { TensorSpec } from '../../src/domain/models/contract.ts';

export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type GoldenTensors = Readonly<Record<string, GoldenTensor>>;

export interface GoldenStep {
  /** [B, T] */
  readonly inputs: GoldenTensor;
  /** [B, T], -1 where the loss does not count. */
  readonly targets: GoldenTensor;
  /** [B·T, V] */
  readonly logits: GoldenTensor;
  readonly lossNats: number;
  /** Norm of all gradients together, before clipping. */
  readonly gradNorm: number;
  readonly gradients: GoldenTensors;
}

export interface ModelGolden {
  readonly architecture: 'transformer' | 'rnn' | 'lstm' | 'gru' | 'min-gru' | 'hybrid' | 'mlp' | 'bigram';
  readonly settings: Readonly<Record<string, number | string | boolean>>;
  readonly vocabulary: number;
  readonly weights: GoldenTensors;
  /** Two batches at the same weights; the second ignores some targets. */
  readonly batches: readonly [GoldenStep, GoldenStep];
  readonly optimizer: Readonly<
    Record<'learningRate' | 'beta1' | 'beta2' | 'epsilon' | 'weightDecay' | 'clipNorm', number>
  >;
  /** After one AdamW update on the first batch. */
  readonly weightsAfter: GoldenTensors;
  /** Loss before each update when the two batches are taken in turn. */
  readonly trajectoryLossNats: readonly number[];
}

export interface OpGolden {
  /** A method of `ModelOps`, or `crossEntropy`. */
  readonly op: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, number | string>>;
  /** Allowed error of outputs and gradients, relative to the largest value of the tensor. */
  readonly tolerance: number;
  /** In the order of the operation's arguments; ids and targets are integers. */
  readonly inputs: GoldenTensors;
  readonly output: GoldenTensor;
  readonly outputGradient: GoldenTensor;
  /** Of every floating-point input. */
  readonly gradients: GoldenTensors;
}

/** One batch of an objective; see objectives.py. */
export interface ObjectiveGolden
  extends Pick<ModelGolden, 'settings' | 'vocabulary' | 'weights'>, Omit<GoldenStep, 'gradNorm'> {
  readonly objective: 'prefix-lm' | 'masked-lm';
  /** Tokens of every row that are seen by all of it. */
  readonly prefix: number;
}

/** One batch of a classifier; see classification.py. */
export interface ClassifierGolden
  extends Pick<ModelGolden, 'settings' | 'vocabulary' | 'weights'>, Omit<GoldenStep, 'gradNorm'> {
  readonly architecture: 'transformer' | 'lstm' | 'gru' | 'bigram';
  readonly labels: number;
  readonly pooling: 'last' | 'mean';
  /** Tokens seen by all; null where the model knows no mask. */
  readonly prefix: number | null;
  /** Of each label; null: 1 each. */
  readonly classWeights: readonly number[] | null;
  /** Tokens of text of each row. */
  readonly lengths: readonly number[];
}

/** What scikit-learn says of some labels. */
export interface ScoresGolden {
  readonly labels: number;
  readonly true: readonly number[];
  readonly named: readonly number[];
  readonly confusion: readonly number[];
  readonly accuracy: number;
  readonly macroF1: number;
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  readonly f1: readonly number[];
  readonly support: readonly number[];
}

/** By file name without its ending, e.g. `transformer-2-16`. */
export const modelGoldens: Readonly<Record<string, ModelGolden>> = Object.fromEntries(
  Object.entries(import.meta.glob<ModelGolden>('./models/*.json', { eager: true, import: 'default' })).map(
    ([path, golden]) => [path.replace(/^.*\/|\.json$/g, ''), golden],
  ),
);

export const opGoldens: readonly OpGolden[] = Object.values(
  import.meta.glob<readonly OpGolden[]>('./ops.json', { eager: true, import: 'default' }),
).flat();

export const objectiveGoldens: readonly ObjectiveGolden[] = Object.values(
  import.meta.glob<readonly ObjectiveGolden[]>('./objectives.json', { eager: true, import: 'default' }),
).flat();

interface ClassificationGoldens {
  readonly models: readonly ClassifierGolden[];
  readonly scores: readonly ScoresGolden[];
}

export const classificationGoldens: readonly ClassificationGoldens[] = Object.values(
  import.meta.glob<ClassificationGoldens>('./classification.json', { eager: true, import: 'default' }),
);

export const goldensOf = (op: string): (readonly [name: string, golden: OpGolden])[] =>
  opGoldens.filter((golden) => golden.op === op).map((golden) => [golden.name, golden]);

/** Relative error that comes of printing seven digits. */
export const printed = 1e-6;

/** The values of an exported tensor as our weight: transposed where the specification says so. */
export function inModelLayout(
  { data }: GoldenTensor,
  { shape, exportTransposed }: TensorSpec,
): Float32Array<ArrayBuffer> {
  if (exportTransposed !== true) return Float32Array.from(data);
  const [rows = 0, columns = 0] = shape;
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => data[(i % columns) * rows + Math.floor(i / columns)] ?? NaN,
  );
}

/** Largest difference, as a share of the largest expected value. */
export function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Infinity;
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs((actual[i] ?? NaN) - value)), 0) / scale;
}

/** Cross-entropy of logits [M, V], mean over the rows whose target is not -1. */
export function meanLossNats(logits: readonly number[], targets: ArrayLike<number>, vocabulary: number): number {
  const losses = Array.from(targets).flatMap((target, row) => {
    if (target < 0) return [];
    const scores = logits.slice(row * vocabulary, (row + 1) * vocabulary);
    const largest = Math.max(...scores);
    const logSum = largest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - largest), 0));
    return [logSum - (scores[target] ?? NaN)];
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

interface GoldenAttention {
  readonly keyValueHeads?: number;
  readonly mask: 'causal' | { readonly prefix: () => number };
  readonly positions: 'none' | 'rope' | 'alibi';
  readonly window?: number;
}

/** Of a golden of attention; older ones have none. */
export function attentionOptions({
  keyValueHeads,
  prefix = 0,
  positions,
  window,
}: OpGolden['attributes']): GoldenAttention {
  return {
    ...(keyValueHeads !== undefined && { keyValueHeads: Number(keyValueHeads) }),
    mask: prefix === 0 ? 'causal' : { prefix: () => Number(prefix) },
    positions: positions === 'rope' || positions === 'alibi' ? positions : 'none',
    ...(window !== undefined && { window: Number(window) }),
  };
}

/** What the loss of a row is made of, in the words of `RowTerms`. */
export function rowTerms({
  smoothing = 0,
  focus = 0,
  normaliser = 0,
  confidence = 0,
}: OpGolden['attributes']): RowTerms {
  return {
    smoothing: Number(smoothing),
    focus: Number(focus),
    normaliser: Number(normaliser),
    confidence: Number(confidence),
    formula: null,
  };
}
