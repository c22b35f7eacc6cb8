/** A device that tells how long a kernel takes on it. */
import type { Grid } from '../../shaders/common/kernel.ts';
import { msPerRepeat } from './productTiming.mjs';
import { random } from './serve.mjs';

export interface Dispatch {
  readonly code: string;
  readonly grid: Grid;
  /** Of the buffers that it binds, in numbers of 32 bits. */
  readonly lengths: readonly number[];
}

export interface TimedDevice {
  readonly device: GPUDevice;
  /** Milliseconds of one dispatch among many that wait for each other, as in a training step. */
  time(dispatch: Dispatch, turnMs: number): Promise<number>;
}

/** The host must have recorded them before the first one starts. */
const mostRepeats = 4096;

const nsPerMs = 1e6;

export async function openDevice(): Promise<TimedDevice> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter?.features.has('timestamp-query')) throw new Error('the adapter has no timestamps');
  const wanted: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups', 'shader-f16'];
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    requiredLimits: { maxStorageBufferBindingSize, maxBufferSize },
  });
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const resolved = device.createBuffer({ size: 16, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const readable = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const prepared = new Map<string, { pipeline: GPUComputePipeline; bindGroup: GPUBindGroup }>();

  function prepare({ code, lengths }: Dispatch): { pipeline: GPUComputePipeline; bindGroup: GPUBindGroup } {
    const known = prepared.get(code);
    if (known) return known;
    const module = device.createShaderModule({ code });
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
    const entries = lengths.map((length, binding) => ({ binding, resource: { buffer: filledBuffer(device, length) } }));
    const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
    prepared.set(code, { pipeline, bindGroup });
    return { pipeline, bindGroup };
  }

  async function msOf(dispatch: Dispatch, repeats: number): Promise<number> {
    const { pipeline, bindGroup } = prepare(dispatch);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass({
      timestampWrites: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
    });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    for (let i = 0; i < repeats; i++) pass.dispatchWorkgroups(...dispatch.grid);
    pass.end();
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, readable, 0, 16);
    device.queue.submit([encoder.finish()]);
    await readable.mapAsync(GPUMapMode.READ);
    const [start = 0n, end = 0n] = new BigUint64Array(readable.getMappedRange().slice(0));
    readable.unmap();
    return Number(end - start) / nsPerMs;
  }

  return {
    device,
    time: (dispatch, turnMs) => msPerRepeat((repeats) => msOf(dispatch, repeats), turnMs, mostRepeats),
  };
}

/** Numbers around 0, so that nothing overflows and nothing is as easy as zeros. */
function filledBuffer(device: GPUDevice, length: number): GPUBuffer {
  const next = random(length);
  const values = Float32Array.from({ length }, () => next() - 0.5);
  const buffer = device.createBuffer({
    size: values.byteLength,
    usage: GPUBufferUsage.STORAGE,
    mappedAtCreation: true,
  });
  new Float32Array(buffer.getMappedRange()).set(values);
  buffer.unmap();
  return buffer;
}
