/**
 * Losses over the cosines of pairs [B, B]: what is on the diagonal belongs together, what else is in a row does not. One
 * invocation a row, loss and gradient a dispatch each; which loss is part of the text, how many rows are filled, and the
 * temperature or margin, are data. Rows and columns behind the filled ones count nothing.
 */
import { constants, floats, linearGrid, type BufferBinding, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import contrast from './contrast.wgsl?raw';
import inputsSource from './inputs.wgsl?raw';
import loss from './loss.wgsl?raw';
import margin from './margin.wgsl?raw';
import triplet from './triplet.wgsl?raw';

/**
 * Of row i with cosines s, N filled rows, and the means over the N − 1 others j (0 where there are none):
 * `contrast`: −log softmax(s_i / τ)_i (InfoNCE);
 * `triplet`: mean of max(0, m + D²_ii − D²_ij) (Schroff et al. 2015);
 * `margin`: ½ D²_ii + mean of ½ max(0, m − D_ij)² (Hadsell et al. 2006); with D² = 2 − 2 s, the distance on the unit sphere.
 */
export type PairLoss = 'contrast' | 'triplet' | 'margin';

export interface PairsShape {
  readonly loss: PairLoss;
  /** B */
  readonly size: number;
}

/** D² is cut off here, where its root has no slope; what is nearer is pushed no further. */
export const smallestSquare = 1e-6;

/** Contents of `control`. @param amount τ or m. @param scale of the sum over the rows */
export const pairsControl = (filled: number, amount: number, scale: number): Float32Array<ArrayBuffer> =>
  Float32Array.of(filled, amount, scale);

const workgroupSize = 64;
const sources: Readonly<Record<PairLoss, string>> = { contrast, triplet, margin };
const square = ({ size }: PairsShape): number => size * size;
const grid = ({ size }: PairsShape): Grid => linearGrid(size, workgroupSize);

const inputs: readonly BufferBinding<PairsShape>[] = [
  floats('cosines', 'read', square),
  floats('control', 'read', () => 3),
];

const moduleOf =
  (source: string) =>
  ({ loss: kind, size }: PairsShape): string =>
    [
      constants({ B: size }),
      `const SMALLEST = ${smallestSquare};`,
      linearIndex,
      inputsSource,
      sources[kind],
      source,
    ].join('\n');

/** Each row's share, [B]. */
export const pairsLoss: Kernel<PairsShape> = {
  id: 'pairs-loss',
  bindings: [...inputs, floats('loss', 'read_write', ({ size }) => size)],
  code: moduleOf(loss),
  grid,
};

/** `upstream` is one number, the gradient of the sum. */
export const pairsBackward: Kernel<PairsShape> = {
  id: 'pairs-backward',
  bindings: [...inputs, floats('upstream', 'read', () => 1), floats('gradient', 'read_write', square)],
  code: moduleOf(backward),
  grid,
};
