/** What a GPU can do at most, measured with the kernels of shaders/peaks on a device that has nothing else to do. */
import type { Kernel } from '../../../shaders/common/kernel.ts';
import { arithmetic, copy, count, flopsPerRound } from '../../../shaders/peaks/kernel.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { MachinePeaks } from '../../domain/limits/roofline.ts';
import { secondsPerUnit } from './perUnit.ts';

/** Enough invocations to fill the widest device, and enough bytes that no cache holds them; software gets less to do. */
const sizes = {
  hardware: { invocations: 2 ** 18, copiedBytes: 64 * 2 ** 20 },
  software: { invocations: 2 ** 12, copiedBytes: 16 * 2 ** 20 },
} as const;

/** The values stay between 0 and 100, however often they are multiplied: their limit is 0.001 / (1 − 0.999). */
const factors = Float32Array.from([0.999, 0.999, 0.999, 0.999, 0.001, 0.001, 0.001, 0.001]);

interface Bench {
  /** A buffer with these words, or with zeros. */
  buffer(bytes: number, content?: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>): GPUBuffer;
  /** Milliseconds of so many dispatches in one pass, which wait for each other because they write to one place. */
  time<Shape>(kernel: Kernel<Shape>, shape: Shape, buffers: readonly GPUBuffer[]): Promise<Timed>;
  readonly write: (buffer: GPUBuffer, word: number) => void;
  dispose(): void;
}

type Timed = (dispatches: number) => Promise<number>;

function bench(device: GPUDevice): Bench {
  const owned: GPUBuffer[] = [];
  const { queue } = device;
  return {
    buffer(bytes, content) {
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
      const made = device.createBuffer({ label: 'peaks', size: bytes, usage });
      owned.push(made);
      if (content) queue.writeBuffer(made, 0, content);
      return made;
    },
    async time(kernel, shape, buffers) {
      const module = device.createShaderModule({ label: kernel.id, code: kernel.code(shape) });
      const compute = { module, entryPoint: 'main' };
      const pipeline = await device.createComputePipelineAsync({ label: kernel.id, layout: 'auto', compute });
      const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
      const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
      return async (dispatches) => {
        const startedAt = performance.now();
        const encoder = device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindGroup);
        for (let i = 0; i < dispatches; i++) pass.dispatchWorkgroups(...kernel.grid(shape));
        pass.end();
        queue.submit([encoder.finish()]);
        await queue.onSubmittedWorkDone();
        return performance.now() - startedAt;
      };
    },
    write: (buffer, word) => queue.writeBuffer(buffer, 0, Uint32Array.of(word)),
    dispose: () => owned.forEach((buffer) => buffer.destroy()),
  };
}

async function flopsPerSecond(on: Bench, invocations: number): Promise<number> {
  const rounds = on.buffer(4, Uint32Array.of(0));
  const buffers = [rounds, on.buffer(factors.byteLength, factors), on.buffer(16 * invocations)];
  const time = await on.time(arithmetic, { invocations }, buffers);
  const perRound = await secondsPerUnit((units) => {
    on.write(rounds, units);
    return time(1);
  }, 64);
  return (invocations * flopsPerRound) / perRound;
}

/** Null where the device has no room for two such arrays. */
async function bytesPerSecond(on: Bench, device: GPUDevice, wanted: number): Promise<number | null> {
  const bytes = Math.min(wanted, device.limits.maxStorageBufferBindingSize);
  device.pushErrorScope('out-of-memory');
  const buffers = [on.buffer(bytes), on.buffer(bytes)];
  if (await device.popErrorScope()) return null;
  return (2 * bytes) / (await secondsPerUnit(await on.time(copy, { length: bytes / 4 }, buffers), 1));
}

/** Beyond a small amount as beyond a large one, the GPU is kept from starting the next before the last has ended. */
async function secondsPerDispatch(on: Bench): Promise<number> {
  return secondsPerUnit(await on.time(count, null, [on.buffer(4, Uint32Array.of(0))]), 250);
}

async function peaksOf(device: GPUDevice, software: boolean): Promise<MachinePeaks> {
  const { invocations, copiedBytes } = sizes[software ? 'software' : 'hardware'];
  const on = bench(device);
  try {
    await device.queue.onSubmittedWorkDone();
    return {
      flopsPerSecond: await flopsPerSecond(on, invocations),
      bytesPerSecond: await bytesPerSecond(on, device, copiedBytes),
      secondsPerDispatch: await secondsPerDispatch(on),
    };
  } finally {
    on.dispose();
  }
}

/** What the device refuses here must not be blamed on the next step of a run. */
export async function measureGpu(device: GPUDevice, software: boolean): Promise<MachinePeaks> {
  device.pushErrorScope('validation');
  const measured = await Promise.allSettled([peaksOf(device, software)]);
  const invalid = await device.popErrorScope();
  if (invalid) throw new TrimtabError('gpu-invalid', { message: invalid.message });
  const [peaks] = measured;
  if (peaks.status === 'rejected') throw peaks.reason;
  return peaks.value;
}
