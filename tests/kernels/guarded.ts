/**
 * A GPU buffer that shows what was done to it: the range that a kernel may touch lies between guard bytes, and all that
 * was not uploaded holds a pattern that no kernel computes (a NaN with a payload).
 */
import type { ElementType } from '../../shaders/common/kernel.ts';

export type Data = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

const poison = 0x7fc0dead;
const guardBytes = 256;

const views = { f32: Float32Array, i32: Int32Array, u32: Uint32Array } as const;

export interface Guarded {
  readonly range: GPUBufferBinding;
  /** Reads the range back; throws where the guards changed or, unless it was uploaded, where poison is left. */
  readonly read: () => Promise<Data>;
  readonly destroy: () => void;
}

export function guard(
  device: GPUDevice,
  name: string,
  type: ElementType,
  length: number,
  upload: Data | undefined,
): Guarded {
  const bytes = length * 4;
  const total = 2 * guardBytes + Math.ceil(bytes / guardBytes) * guardBytes;
  const buffer = device.createBuffer({
    label: name,
    size: total,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, new Uint32Array(total / 4).fill(poison));
  if (upload) device.queue.writeBuffer(buffer, guardBytes, upload);

  async function read(): Promise<Data> {
    const staging = device.createBuffer({ size: total, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, total);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const words = new Uint32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    const first = guardBytes / 4;
    const changed = words.findIndex((word, i) => (i < first || i >= first + length) && word !== poison);
    if (changed >= 0) throw new Error(`${name}: written outside its range, at element ${changed - first} of ${length}`);
    const inside = words.slice(first, first + length);
    const missed = upload ? -1 : inside.indexOf(poison);
    if (missed >= 0) throw new Error(`${name}: element ${missed} of ${length} was never written`);
    return new views[type](inside.buffer);
  }

  return { range: { buffer, offset: guardBytes, size: bytes }, read, destroy: () => buffer.destroy() };
}
