/** What times a product: loops on typed arrays by the page's clock, kernels by the device's. */
import { roundInputs } from '../../../domain/compression/inputs/levels.ts';
import { TrimtabError } from '../../../domain/core/errors.ts';
import { openWorkbench } from '../../gpu/workbench.ts';
import { hasIntegerDots, type GpuMachine } from '../executionGpu.ts';
import { buffersOf, productDispatches } from '../gemvDispatches.ts';
import { layerOf } from '../gemvParts.ts';
import { roundedDispatches } from '../roundedDispatches.ts';
import { numbers, type Made } from './made.ts';

/** A product that stands ready. */
export interface Timed {
  /** Milliseconds of one, the mean over so many. */
  time(repeats: number): Promise<number>;
  close(): void;
}

export type Clock = (made: Made) => Promise<Timed>;

export const arraysClock: Clock = async ({ parts, inputs }) => {
  const vectors = [parts[0].inputs, ...parts.map(({ outputs }) => outputs)].map(numbers);
  const layers = parts.map(layerOf);
  const empty = new Float32Array();
  const [given = empty] = vectors;
  const rounded = new Float32Array(given.length);
  return {
    async time(repeats) {
      const startedAt = performance.now();
      for (let n = 0; n < repeats; n++) {
        if (inputs) roundInputs(given, inputs, rounded);
        for (const [i, layer] of layers.entries()) {
          layer.multiply(i === 0 && inputs ? rounded : (vectors[i] ?? empty), null, vectors[i + 1] ?? empty);
        }
      }
      return (performance.now() - startedAt) / repeats;
    },
    close() {},
  };
};

/** Kernels wait for each other as in decoding. */
export const gpuClock =
  (machine: Pick<GpuMachine, 'device' | 'software' | 'subgroups'>): Clock =>
  async ({ parts, inputs }) => {
    const { device } = machine;
    const names = { matrix: 'matrix', x: 'x', output: 'output', bias: null };
    const dispatches = inputs
      ? roundedDispatches({ ...machine, integerDots: hasIntegerDots() }, parts, names, inputs)
      : productDispatches(machine, parts, names);
    // What the device refuses here must not be blamed on the next step of a run.
    device.pushErrorScope('validation');
    const bench = openWorkbench(device, { x: numbers(parts[0].inputs), ...buffersOf(parts, 'matrix') });
    const [prepared] = await Promise.allSettled([bench.prepare(dispatches)]);
    const invalid = await device.popErrorScope();
    if (prepared.status === 'rejected') {
      bench.close();
      throw prepared.reason;
    }
    const job = prepared.value;
    const close = (): void => {
      job.close();
      bench.close();
    };
    if (invalid) {
      close();
      throw new TrimtabError('gpu-invalid', { message: invalid.message });
    }
    return { time: (repeats) => job.time(repeats), close };
  };
