/** A kernel that only multiplies and adds, to measure what a device can do at most. */
import { constants, floats, type Kernel } from '../common/kernel.ts';
import source from './peak.wgsl?raw';

export interface PeakShape {
  readonly workgroups: number;
  readonly rounds: number;
}

const workgroupSize = 64;
const chains = 32;

export const peakOutputs = ({ workgroups }: PeakShape): number => workgroupSize * workgroups;

export const peakFlops = (shape: PeakShape): number => 2 * chains * shape.rounds * peakOutputs(shape);

/** `input`: the factor and the term. */
export const fmaPeak: Kernel<PeakShape> = {
  id: 'fma-peak',
  bindings: [floats('input', 'read', () => 2), floats('output', 'read_write', peakOutputs)],
  code: ({ rounds }) => `${constants({ WORKGROUP: workgroupSize, ROUNDS: rounds })}${source}`,
  grid: ({ workgroups }) => [workgroups, 1, 1],
};
