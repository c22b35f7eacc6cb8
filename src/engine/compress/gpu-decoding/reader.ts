/**
 * A model that writes on the GPU: its matrices lie there as they are packed, and a token is one submission of one pass.
 * It has buffers of its own and shares only the queue with training, which it neither waits for nor disturbs. Rows of
 * embeddings are looked up by the processor: two rows are less than what starting a kernel for them costs.
 */
import type { Dispatch } from '../../../../shaders/common/dispatch.ts';
import { rotaryAngle } from '../../../domain/core/positions.ts';
import { TrimtabError } from '../../../domain/core/errors.ts';
import { compilePipeline } from '../../gpu/workbench.ts';
import type { TokenReader } from '../../generate.ts';
import { placeBuffer, turnsBuffer } from './memory.ts';
import type { StepProgram } from './program.ts';

export interface GpuReader extends TokenReader {
  step(token: number): Promise<Float32Array>;
  readonly weightBytes: number;
  readonly cacheBytes: number;
  dispose(): void;
}

/** Every text is compiled once for a device: variants of a model differ in few. */
const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

function pipelineOn(device: GPUDevice, dispatch: Dispatch): Promise<GPUComputePipeline> {
  const known = compiled.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(device, known);
  const pipeline = known.get(dispatch.code) ?? compilePipeline(device, dispatch);
  known.set(dispatch.code, pipeline);
  return pipeline;
}

/**
 * @param context tokens that the model reads at once; when they are full, the second half is read again. Null where nothing
 *   ever is.
 */
export async function gpuReader(device: GPUDevice, program: StepProgram, context: number | null): Promise<GpuReader> {
  const { dispatches, constants, lookUps, states, turned, output } = program;
  const pipelines = await Promise.all(dispatches.map((one) => pipelineOn(device, one)));
  // What the device refuses here must not be blamed on the next step of a run.
  device.pushErrorScope('validation');
  const buffers = new Map<string, GPUBuffer>();
  const bufferOf = (name: string, size: number): GPUBuffer => {
    const found = buffers.get(name);
    if (found) return found;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ label: name, size, usage });
    buffers.set(name, buffer);
    return buffer;
  };
  for (const [name, words] of Object.entries(constants)) {
    device.queue.writeBuffer(bufferOf(name, words.byteLength), 0, words);
  }
  const steps = dispatches.map(({ id, grid, bindings }, i) => {
    const pipeline = pipelines[i];
    if (!pipeline) throw new Error(`${id}: no pipeline`);
    const entries = bindings.map(({ buffer, size }, binding) => ({
      binding,
      // The exact range, because kernels ask for their lengths with arrayLength.
      resource: { buffer: bufferOf(buffer, 4 * size), size: 4 * size },
    }));
    return { pipeline, grid, group: device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }) };
  });
  const size = 4 * output.length;
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const dispose = (): void => {
    for (const buffer of buffers.values()) buffer.destroy();
    staging.destroy();
  };
  const invalid = await device.popErrorScope();
  if (invalid) {
    dispose();
    throw new TrimtabError('gpu-invalid', { message: invalid.message });
  }
  const rows = lookUps.map(({ length }) => new Float32Array(length));

  function read(token: number, position: number, wanted: boolean): void {
    for (const [i, { table, by, factor, buffer, length, kept }] of lookUps.entries()) {
      const all = rows[i] ?? new Float32Array(length);
      const columns = length / kept;
      all.copyWithin(0, columns);
      const row = all.subarray(length - columns);
      table.row(by === 'token' ? token : position, row);
      if (factor !== 1) for (let d = 0; d < columns; d++) row[d] = factor * (row[d] as number);
      device.queue.writeBuffer(bufferOf(buffer, all.byteLength), 0, all);
    }
    device.queue.writeBuffer(bufferOf(placeBuffer, 4), 0, Uint32Array.of(position));
    if (turned !== null) device.queue.writeBuffer(bufferOf(turnsBuffer, 0), 0, turns(position, turned));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { pipeline, grid, group } of steps) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(...grid);
    }
    pass.end();
    if (wanted) encoder.copyBufferToBuffer(bufferOf(output.buffer, size), 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
  }

  let history: number[] = [];
  let position = 0;
  return {
    weightBytes: program.weightBytes,
    cacheBytes: program.cacheBytes,
    reset() {
      history = [];
      position = 0;
      for (const row of rows) row.fill(0);
      const encoder = device.createCommandEncoder();
      for (const { buffer, length } of states) encoder.clearBuffer(bufferOf(buffer, 4 * length));
      device.queue.submit([encoder.finish()]);
    },
    async step(token) {
      if (context !== null) {
        if (history.length === context) {
          history = history.slice(-Math.floor(context / 2));
          for (const [at, earlier] of history.entries()) read(earlier, at, false);
          position = history.length;
        }
        history.push(token);
      }
      read(token, position++, true);
      await staging.mapAsync(GPUMapMode.READ);
      const logits = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      return logits;
    },
    dispose,
  };
}

/** Cosines of the first half of a head, then sines. */
function turns(position: number, headWidth: number): Float32Array<ArrayBuffer> {
  const half = Math.floor(headWidth / 2);
  return Float32Array.from({ length: 2 * half }, (_, i) =>
    i < half ? Math.cos(rotaryAngle(position, i, headWidth)) : Math.sin(rotaryAngle(position, i - half, headWidth)),
  );
}
