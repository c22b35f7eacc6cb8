/**
 * Runs kernels on a real device with default limits, and subgroups and half precision where there are such, and trusts them with nothing: guarded and poisoned buffers
 * (guarded.ts), inputs that must come back unchanged, every message of the compiler and every error of the device a
 * failure, and the whole sequence run twice, which must agree bit for bit.
 */
import type { Dispatch } from '../../shaders/common/dispatch.ts';
import { guard, type Data, type Guarded } from './guarded.ts';

export { dispatch, type Dispatch } from '../../shaders/common/dispatch.ts';
export type { Data } from './guarded.ts';
export type Buffers = Readonly<Record<string, Data>>;

let opened: Promise<GPUDevice> | undefined;
const deviceErrors: string[] = [];
const pipelines = new Map<string, Promise<GPUComputePipeline>>();

export function openDevice(): Promise<GPUDevice> {
  opened ??= navigator.gpu.requestAdapter().then(async (adapter) => {
    if (!adapter) throw new Error('WebGPU has no adapter here');
    const features: readonly GPUFeatureName[] = ['subgroups', 'shader-f16'];
    const requiredFeatures = features.filter((feature) => adapter.features.has(feature));
    const device = await adapter.requestDevice({ requiredFeatures });
    device.addEventListener('uncapturederror', (event) => deviceErrors.push(event.error.message));
    // What ends with the device is one test; the others get a new one.
    void device.lost.then(() => {
      opened = undefined;
      pipelines.clear();
    });
    return device;
  });
  return opened;
}

/** Every buffer as it is after the dispatches. What is not in `inputs` must be written completely. */
export async function run(dispatches: readonly Dispatch[], inputs: Buffers): Promise<Buffers> {
  const first = await runOnce(dispatches, inputs);
  const second = await runOnce(dispatches, inputs);
  for (const [name, data] of Object.entries(first)) {
    const at = differingWord(data, second[name]);
    if (at >= 0) throw new Error(`${name}: element ${at} differs between two runs`);
  }
  return first;
}

async function runOnce(dispatches: readonly Dispatch[], inputs: Buffers): Promise<Buffers> {
  const device = await openDevice();
  const compiled = await Promise.all(dispatches.map((one) => pipelineOf(device, one)));
  device.pushErrorScope('validation');
  const buffers = allocate(device, dispatches, inputs);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  dispatches.forEach((one, i) => {
    const pipeline = compiled[i];
    if (!pipeline) throw new Error(`${one.id}: no pipeline`);
    const entries = one.bindings.map(({ buffer }, binding) => ({ binding, resource: rangeOf(buffers, buffer) }));
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(...one.grid);
  });
  pass.end();
  device.queue.submit([encoder.finish()]);
  const invalid = await device.popErrorScope();
  if (invalid) throw new Error(invalid.message);
  const results = await collect(buffers, dispatches, inputs);
  for (const buffer of buffers.values()) buffer.destroy();
  if (deviceErrors.length > 0) throw new Error(deviceErrors.splice(0).join('\n'));
  return results;
}

function pipelineOf(device: GPUDevice, { id, code, bindings }: Dispatch): Promise<GPUComputePipeline> {
  const compile = async (): Promise<GPUComputePipeline> => {
    const declared = [...code.matchAll(/@binding\((\d+)\) var<storage, (\w+)> (\w+):/g)].map((match) =>
      match.slice(1).join(' '),
    );
    const described = bindings.map(({ name, access }, i) => `${i} ${access} ${name}`);
    if (declared.toSorted().join() !== described.toSorted().join()) {
      throw new Error(`${id}: the text binds ${declared.join()}, the descriptor ${described.join()}`);
    }
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code, label: id });
    const [invalid, { messages }] = await Promise.all([device.popErrorScope(), module.getCompilationInfo()]);
    const complaints = messages.map(({ lineNum, message }) => `${id}:${lineNum} ${message}`);
    if (invalid || complaints.length > 0) throw new Error(complaints.join('\n') || invalid?.message);
    return device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  };
  const cached = pipelines.get(code) ?? compile();
  pipelines.set(code, cached);
  return cached;
}

function allocate(device: GPUDevice, dispatches: readonly Dispatch[], inputs: Buffers): Map<string, Guarded> {
  const buffers = new Map<string, Guarded>();
  for (const { id, bindings } of dispatches) {
    for (const { buffer, type, access, size } of bindings) {
      const upload = inputs[buffer];
      if (upload && upload.length !== size)
        throw new Error(`${id}: ${buffer} holds ${upload.length} elements, not ${size}`);
      if (buffers.has(buffer)) continue;
      if (!upload && access === 'read') throw new Error(`${id}: nothing was put into ${buffer}`);
      buffers.set(buffer, guard(device, buffer, type, size, upload));
    }
  }
  return buffers;
}

function rangeOf(buffers: ReadonlyMap<string, Guarded>, name: string): GPUBufferBinding {
  const buffer = buffers.get(name);
  if (!buffer) throw new Error(`no buffer ${name}`);
  return buffer.range;
}

async function collect(
  buffers: ReadonlyMap<string, Guarded>,
  dispatches: readonly Dispatch[],
  inputs: Buffers,
): Promise<Buffers> {
  const written = new Set(
    dispatches.flatMap(({ bindings }) =>
      bindings.filter(({ access }) => access === 'read_write').map(({ buffer }) => buffer),
    ),
  );
  const results: Record<string, Data> = {};
  for (const [name, buffer] of buffers) {
    const data = await buffer.read();
    if (!written.has(name) && differingWord(data, inputs[name]) >= 0) throw new Error(`${name}: an input was changed`);
    results[name] = data;
  }
  return results;
}

/** Index of the first 32-bit word that is not the same, or -1. */
export function differingWord(a: Data, b: Data | undefined): number {
  if (b?.length !== a.length) return 0;
  const other = new Uint32Array(b.buffer, b.byteOffset, b.length);
  return new Uint32Array(a.buffer, a.byteOffset, a.length).findIndex((word, i) => word !== other[i]);
}
