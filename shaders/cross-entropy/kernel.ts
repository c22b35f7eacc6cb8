/**
 * Softmax cross-entropy of logits [M, V] with integer targets [M], negative = ignored (torch's `ignore_index`).
 * Forward is two dispatches, statistics then loss, whose sum is the mean; backward is one. No barriers: on software adapters a kernel with a
 * barrier runs ten times slower throughout.
 */
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';
import softExp from './softExp.wgsl?raw';
import statistics from './statistics.wgsl?raw';

export interface CrossEntropyShape {
  /** M */
  readonly rows: number;
  /** V */
  readonly vocabulary: number;
}

const workgroupSize = 64;
/** Logits that one invocation reads; more would leave a wide device idle when rows are few. */
const sliceLength = 64;

const sliceCount = ({ vocabulary }: CrossEntropyShape): number => Math.ceil(vocabulary / sliceLength);
const logitsLength = ({ rows, vocabulary }: CrossEntropyShape): number => rows * vocabulary;
const slicesLength = (shape: CrossEntropyShape): number => 2 * shape.rows * sliceCount(shape);

const share = floats<CrossEntropyShape>('share', 'read', () => 1);

const moduleOf =
  (source: string) =>
  (shape: CrossEntropyShape): string =>
    [constants({ V: shape.vocabulary, SLICES: sliceCount(shape) }), linearIndex, softExp, source].join('\n');

/** Peak and sum of exponentials by slices of a row. */
export const crossEntropyStatistics: Kernel<CrossEntropyShape> = {
  id: 'cross-entropy-statistics',
  bindings: [floats('logits', 'read', logitsLength), floats('slices', 'read_write', slicesLength)],
  code: moduleOf(statistics),
  grid: (shape) => linearGrid(shape.rows * sliceCount(shape), workgroupSize),
};

/** Loss [M] in nats times `share`, which is one over the number of rows that count, and per row the peak and the log of the sum [M, 2] for the backward pass. */
export const crossEntropyLoss: Kernel<CrossEntropyShape> = {
  id: 'cross-entropy-loss',
  bindings: [
    floats('logits', 'read', logitsLength),
    floats('slices', 'read', slicesLength),
    { name: 'targets', access: 'read', type: 'i32', length: ({ rows }) => rows },
    share,
    floats('loss', 'read_write', ({ rows }) => rows),
    floats('statistics', 'read_write', ({ rows }) => 2 * rows),
  ],
  code: moduleOf(loss),
  grid: ({ rows }) => linearGrid(rows, workgroupSize),
};

/** `upstream` is one number, the gradient of the mean. */
export const crossEntropyBackward: Kernel<CrossEntropyShape> = {
  id: 'cross-entropy-backward',
  bindings: [
    floats('logits', 'read', logitsLength),
    floats('statistics', 'read', ({ rows }) => 2 * rows),
    { name: 'targets', access: 'read', type: 'i32', length: ({ rows }) => rows },
    share,
    floats('upstream', 'read', () => 1),
    floats('gradient', 'read_write', logitsLength),
  ],
  code: moduleOf(backward),
  grid: (shape) => linearGrid(logitsLength(shape), workgroupSize),
};
