/**
 * What a device can do at most, as three kernels that do one thing each: multiply and add in registers, copy memory, be
 * started. The engine times them (src/engine/limits/gpuPeaks.ts).
 */
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { unroll } from '../common/unroll.ts';
import arithmeticSource from './arithmetic.wgsl?raw';
import copySource from './copy.wgsl?raw';
import countSource from './count.wgsl?raw';

const workgroupSize = 64;
/** Vectors of four in flight: more than the stages of any arithmetic unit, few enough for its registers. */
export const chains = 8;
/** Multiply-adds between two looks at the loop counter, whose cost must not show. */
export const repeats = 4;

export interface ArithmeticShape {
  readonly invocations: number;
}

/** Floating-point operations of one invocation in one round. */
export const flopsPerRound = 2 * 4 * chains * repeats;

export const arithmetic: Kernel<ArithmeticShape> = {
  id: 'peak-arithmetic',
  bindings: [
    { name: 'rounds', access: 'read', type: 'u32', length: () => 1 },
    floats('factors', 'read', () => 8),
    floats('output', 'read_write', ({ invocations }) => 4 * invocations),
  ],
  code: () =>
    [
      constants({ CHAINS: chains, REPEATS: repeats }),
      linearIndex,
      unroll(arithmeticSource, { CHAINS: chains, REPEATS: repeats }),
    ].join('\n'),
  grid: ({ invocations }) => linearGrid(invocations, workgroupSize),
};

export interface CopyShape {
  /** A multiple of four. */
  readonly length: number;
}

export const copy: Kernel<CopyShape> = {
  id: 'peak-copy',
  bindings: [floats('input', 'read', ({ length }) => length), floats('output', 'read_write', ({ length }) => length)],
  code: () => [linearIndex, copySource].join('\n'),
  grid: ({ length }) => linearGrid(length / 4, workgroupSize),
};

export const count: Kernel<null> = {
  id: 'peak-count',
  bindings: [{ name: 'counter', access: 'read_write', type: 'u32', length: () => 1 }],
  code: () => countSource,
  grid: () => [1, 1, 1],
};
