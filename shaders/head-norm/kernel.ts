/**
 * RMSNorm of each head of queries and keys of a packed matrix [M, (H + 2K)·W], with a gain [W] for all heads of queries and
 * one for all of keys; values pass. Backward is two dispatches and two sums: the input's gradient; then the gradients of the gains
 * over shares of the rows, which `stridedSum` joins.
 */
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';
import gains from './gains.wgsl?raw';
import heads from './heads.wgsl?raw';

export interface HeadNormShape {
  /** M */
  readonly rows: number;
  /** H */
  readonly heads: number;
  /** K */
  readonly keyValueHeads: number;
  /** W */
  readonly headWidth: number;
  readonly epsilon: number;
}

const workgroupSize = 64;
/** As many as the other norms have. */
const maxShares = 32;

const allHeads = ({ heads: queries, keyValueHeads }: HeadNormShape): number => queries + 2 * keyValueHeads;
/** Those of queries and keys. */
const normedHeads = ({ heads: queries, keyValueHeads }: HeadNormShape): number => queries + keyValueHeads;
const packedLength = (shape: HeadNormShape): number => shape.rows * allHeads(shape) * shape.headWidth;
const gainLength = ({ headWidth }: HeadNormShape): number => headWidth;
const shareCount = ({ rows }: HeadNormShape): number => Math.min(rows, maxShares);
/** Floats in the shares of one gain. */
export const sharesLength = (shape: HeadNormShape): number => shareCount(shape) * shape.headWidth;
/** Of each normed head: the reciprocal of its root mean square. */
const inversesLength = (shape: HeadNormShape): number => shape.rows * normedHeads(shape);

const moduleOf =
  (...sources: readonly string[]) =>
  (shape: HeadNormShape): string =>
    [
      constants({ M: shape.rows, W: shape.headWidth, SHARES: shareCount(shape) }),
      constants({ QUERY_HEADS: shape.heads, NORMED: normedHeads(shape), HEADS: allHeads(shape) }),
      `const EPSILON = ${shape.epsilon};`,
      linearIndex,
      ...sources,
    ].join('\n');

const input = floats('input', 'read', packedLength);
const queryGain = floats('queryGain', 'read', gainLength);
const keyGain = floats('keyGain', 'read', gainLength);

export const headNormForward: Kernel<HeadNormShape> = {
  id: 'head-norm-forward',
  bindings: [
    input,
    queryGain,
    keyGain,
    floats('output', 'read_write', packedLength),
    floats('inverses', 'read_write', inversesLength),
  ],
  code: moduleOf(heads, forward),
  grid: (shape) => linearGrid(shape.rows * allHeads(shape), workgroupSize),
};

export const headNormBackward: Kernel<HeadNormShape> = {
  id: 'head-norm-backward',
  bindings: [
    input,
    queryGain,
    keyGain,
    floats('inverses', 'read', inversesLength),
    floats('upstream', 'read', packedLength),
    floats('gradient', 'read_write', packedLength),
  ],
  code: moduleOf(heads, backward),
  grid: (shape) => linearGrid(shape.rows * allHeads(shape), workgroupSize),
};

export const headNormGains: Kernel<HeadNormShape> = {
  id: 'head-norm-gains',
  bindings: [
    input,
    floats('inverses', 'read', inversesLength),
    floats('upstream', 'read', packedLength),
    floats('queryShares', 'read_write', sharesLength),
    floats('keyShares', 'read_write', sharesLength),
  ],
  code: moduleOf(gains),
  grid: (shape) => linearGrid(2 * sharesLength(shape), workgroupSize),
};
