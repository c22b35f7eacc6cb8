/** What times a product: loops on typed arrays by the page's clock, kernels by the device's. */
import { dispatch, type Dispatch } from '../../../../shaders/common/dispatch.ts';
import { denseGemv } from '../../../../shaders/dense-gemv/kernel.ts';
import { quantizedExtent, quantizedGemv } from '../../../../shaders/quantized-linear/kernel.ts';
import { sparseGemv } from '../../../../shaders/sparse-linear/kernel.ts';
import { TrimtabError } from '../../../domain/core/errors.ts';
import { denseTable, type DecodingLayer } from '../../../domain/models/decoding/matrices.ts';
import { openWorkbench } from '../../gpu/workbench.ts';
import { arraysMatrix, sparseArraysMatrix } from '../executionArrays.ts';
import { gemvFormOn, type GpuMachine } from '../executionGpu.ts';
import type { Words } from '../executionLayout.ts';
import { numbers, type Made, type Part } from './made.ts';

/** A product that stands ready. */
export interface Timed {
  /** Milliseconds of one, the mean over so many. */
  time(repeats: number): Promise<number>;
  close(): void;
}

export type Clock = (made: Made) => Promise<Timed>;

export const arraysClock: Clock = async ({ parts }) => {
  const vectors = [parts[0].inputs, ...parts.map(({ outputs }) => outputs)].map(numbers);
  const layers = parts.map(layerOf);
  const empty = new Float32Array();
  return {
    async time(repeats) {
      const startedAt = performance.now();
      for (let n = 0; n < repeats; n++) {
        for (const [i, layer] of layers.entries()) {
          layer.multiply(vectors[i] ?? empty, null, vectors[i + 1] ?? empty);
        }
      }
      return (performance.now() - startedAt) / repeats;
    },
    close() {},
  };
};

function layerOf(part: Part): DecodingLayer {
  switch (part.kind) {
    case 'quantized':
      return arraysMatrix(part.executable);
    case 'sparse':
      return sparseArraysMatrix(part, part.arrays);
    case 'dense':
      return denseTable(new Float32Array(part.arrays['weight'] ?? []), part.inputs);
  }
}

/** Kernels wait for each other as in decoding. */
export const gpuClock =
  (machine: GpuMachine): Clock =>
  async ({ parts }) => {
    const { device } = machine;
    const dispatches = parts.map((part, at) => dispatchOf(machine, part, at, parts.length));
    const named = parts.flatMap((part, at) =>
      Object.entries(arraysOf(part)).map(([name, words]): [string, Words] => [`${at}.${name}`, words]),
    );
    // What the device refuses here must not be blamed on the next step of a run.
    device.pushErrorScope('validation');
    const bench = openWorkbench(device, { x: numbers(parts[0].inputs), ...Object.fromEntries(named) });
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

const arraysOf = (part: Part): Readonly<Record<string, Words>> =>
  part.kind === 'quantized'
    ? {
        ...part.executable.arrays,
        extent: quantizedExtent(part.executable.format, { rows: 1, ...part.executable.shape }),
      }
    : part.arrays;

function dispatchOf(machine: GpuMachine, part: Part, at: number, count: number): Dispatch {
  const form = gemvFormOn(machine);
  const { inputs, outputs } = part;
  const buffers = {
    ...Object.fromEntries(Object.keys(arraysOf(part)).map((name) => [name, `${at}.${name}`])),
    x: at === 0 ? 'x' : 'between',
    output: at === count - 1 ? 'output' : 'between',
  };
  switch (part.kind) {
    case 'quantized': {
      const { format, shape } = part.executable;
      return dispatch(quantizedGemv(format, form, false), { rows: 1, ...shape }, buffers);
    }
    case 'sparse':
      return dispatch(sparseGemv(form, false), { rows: 1, inputs, outputs }, buffers);
    case 'dense':
      return dispatch(denseGemv(form), { rows: 1, inputs, outputs }, buffers);
  }
}
