/** Dropout with a counter-based mask; forward and backward are the same kernel. Seed, stream and rate are data. */
import { mix32, streams } from '../../src/domain/core/random.ts';
import { floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import random from '../common/random.wgsl?raw';
import source from './dropout.wgsl?raw';

export interface DropoutShape {
  readonly length: number;
}

const workgroupSize = 64;

export const dropout: Kernel<DropoutShape> = {
  id: 'dropout',
  bindings: [
    { name: 'control', access: 'read', type: 'u32', length: () => 4 },
    floats('input', 'read', ({ length }) => length),
    floats('output', 'read_write', ({ length }) => length),
  ],
  code: () => [linearIndex, random, source].join('\n'),
  grid: ({ length }) => linearGrid(length, workgroupSize),
};

/** The random stream of a place in the model at a step; steps and places never share one by construction of the mixer. */
export const dropoutStream = (step: number, site: number): number => mix32(mix32(streams.dropout + site) + step);

/**
 * Contents of `control`. Random numbers have 24 bits, so the rate is rounded up to 24 bits: the comparison in f32 then
 * decides exactly as one in double precision does.
 */
export function dropoutControl(seed: number, stream: number, rate: number): Uint32Array<ArrayBuffer> {
  const control = new Uint32Array([seed, stream, 0, 0]);
  const numbers = new Float32Array(control.buffer);
  numbers[2] = Math.ceil(rate * 0x1000000) / 0x1000000;
  numbers[3] = rate < 1 ? 1 / (1 - rate) : 0;
  return control;
}

/** Contents of `control` that drop nothing and scale all. */
export function scalingControl(factor: number): Uint32Array<ArrayBuffer> {
  const control = new Uint32Array(4);
  new Float32Array(control.buffer)[3] = factor;
  return control;
}
