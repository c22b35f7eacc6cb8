/**
 * The recurrence of minGRU (Feng et al. 2024): h = (1 − z)·h' + z·g(a), z = σ(k), from sums (k, a) that see only the input.
 * Units and sequences are independent, so each is walked through time by an invocation of its own.
 */
import { constants, floats, linearGrid, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import curve from './curve.wgsl?raw';
import forward from './forward.wgsl?raw';

export interface MinGruShape {
  readonly batch: number;
  readonly time: number;
  /** H */
  readonly width: number;
}

const workgroupSize = 64;

const states = ({ batch, time, width }: MinGruShape): number => batch * time * width;
const both = (shape: MinGruShape): number => 2 * states(shape);
const grid = ({ batch, width }: MinGruShape): Grid => linearGrid(batch * width, workgroupSize);

const moduleOf =
  (source: string) =>
  ({ time, width }: MinGruShape): string =>
    [constants({ TIME: time, WIDTH: width }), linearIndex, curve, source].join('\n');

export const minGruForward: Kernel<MinGruShape> = {
  id: 'min-gru-forward',
  bindings: [floats('sums', 'read', both), floats('hiddens', 'read_write', states)],
  code: moduleOf(forward),
  grid,
};

export const minGruBackward: Kernel<MinGruShape> = {
  id: 'min-gru-backward',
  bindings: [
    floats('sums', 'read', both),
    floats('hiddens', 'read', states),
    floats('upstream', 'read', states),
    floats('forSums', 'read_write', both),
  ],
  code: moduleOf(backward),
  grid,
};
