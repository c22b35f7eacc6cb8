/** A place to try and time kernels, beside the model: on buffers of their own, under the names that the kernels give them. */
import type { Dispatch } from '../../../shaders/common/dispatch.ts';
import { stopwatch } from './stopwatch.ts';

export type Data = Float32Array<ArrayBuffer>;
export type Words = Uint32Array<ArrayBuffer>;

export interface Place {
  readonly buffer: string;
  readonly at: number;
}

/** Dispatches, to be run one after another as often as one likes. */
export interface Job {
  /** Runs once, over outputs that hold zeros. */
  run(): void;
  /** Milliseconds of one run, the mean over so many. */
  time(repeats: number): Promise<number>;
  /** Single numbers of what the kernels have written. Few: outputs may be large. */
  pick(places: readonly Place[]): Promise<Data>;
  close(): void;
}

export interface Workbench {
  /** Starts to compile, so that kernels which are prepared one after another are compiled side by side. */
  announce(dispatches: readonly Dispatch[]): void;
  /** Rejects with the device's words if it does not take the kernels. */
  prepare(dispatches: readonly Dispatch[]): Promise<Job>;
  /** Gives an input other numbers, for what is submitted from now on. */
  write(name: string, data: Data | Words): void;
  close(): void;
}

export function openWorkbench(device: GPUDevice, inputs: Readonly<Record<string, Data | Words>>): Workbench {
  const watch = stopwatch(device);
  const compile = compiler(device);
  const given = new Map(
    Object.entries(inputs).map(([name, data]) => {
      const buffer = storageBuffer(device, name, data.byteLength);
      device.queue.writeBuffer(buffer, 0, data);
      return [name, buffer] as const;
    }),
  );

  return {
    announce(dispatches) {
      // Who prepares them hears of what goes wrong.
      device.pushErrorScope('validation');
      for (const dispatch of dispatches) compile(dispatch).catch(() => undefined);
      void device.popErrorScope();
    },
    async prepare(dispatches) {
      const own = new Map<string, GPUBuffer>();
      const close = (): void => own.forEach((buffer) => buffer.destroy());
      const bufferOf = (name: string, bytes: number): GPUBuffer => {
        const buffer = given.get(name) ?? own.get(name) ?? storageBuffer(device, name, bytes);
        if (!given.has(name)) own.set(name, buffer);
        return buffer;
      };
      const prepared = Promise.all(
        dispatches.map(async (dispatch) => bound(device, await compile(dispatch), dispatch, bufferOf)),
      );
      const steps = await prepared.catch((thrown: unknown) => {
        close();
        throw thrown;
      });
      const encode = (pass: GPUComputePassEncoder): void => steps.forEach((step) => step(pass));
      return {
        run() {
          const encoder = device.createCommandEncoder();
          for (const buffer of own.values()) encoder.clearBuffer(buffer);
          const pass = encoder.beginComputePass();
          encode(pass);
          pass.end();
          device.queue.submit([encoder.finish()]);
        },
        async time(repeats) {
          const total = await watch.time((pass) => {
            for (let i = 0; i < repeats; i++) encode(pass);
          });
          return total / repeats;
        },
        async pick(places) {
          const size = 4 * places.length;
          const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
          const encoder = device.createCommandEncoder();
          places.forEach(({ buffer: name, at }, i) => {
            const buffer = own.get(name);
            if (!buffer) throw new Error(`no kernel writes ${name}`);
            encoder.copyBufferToBuffer(buffer, 4 * at, staging, 4 * i, 4);
          });
          device.queue.submit([encoder.finish()]);
          await staging.mapAsync(GPUMapMode.READ);
          const data = new Float32Array(staging.getMappedRange().slice(0));
          staging.destroy();
          return data;
        },
        close,
      };
    },
    write(name, data) {
      const buffer = given.get(name);
      if (!buffer) throw new Error(`${name} is no input`);
      device.queue.writeBuffer(buffer, 0, data);
    },
    close() {
      watch.close();
      given.forEach((buffer) => buffer.destroy());
    },
  };
}

export function compilePipeline(device: GPUDevice, { id, code }: Dispatch): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ label: id, code });
  return device.createComputePipelineAsync({ label: id, layout: 'auto', compute: { module, entryPoint: 'main' } });
}

/** Compiles every text once. */
function compiler(device: GPUDevice): (dispatch: Dispatch) => Promise<GPUComputePipeline> {
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  return (dispatch) => {
    const pipeline = pipelines.get(dispatch.code) ?? compilePipeline(device, dispatch);
    pipelines.set(dispatch.code, pipeline);
    return pipeline;
  };
}

function bound(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  { id, grid, bindings }: Dispatch,
  bufferOf: (name: string, bytes: number) => GPUBuffer,
): (pass: GPUComputePassEncoder) => void {
  const entries = bindings.map(({ buffer, size }, binding) => ({
    binding,
    // The exact range, because kernels ask for their lengths with arrayLength.
    resource: { buffer: bufferOf(buffer, 4 * size), size: 4 * size },
  }));
  const bindGroup = device.createBindGroup({ label: id, layout: pipeline.getBindGroupLayout(0), entries });
  return (pass) => {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...grid);
  };
}

const storageBuffer = (device: GPUDevice, label: string, size: number): GPUBuffer =>
  device.createBuffer({
    label,
    size,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
