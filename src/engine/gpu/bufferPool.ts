/**
 * Buffers that are used again. All work of a device runs in the order in which it was recorded, so a buffer may be given
 * away as soon as the last use of its content has been recorded.
 */
export interface BufferPool {
  take(bytes: number): GPUBuffer;
  give(buffer: GPUBuffer): void;
  /** In use or not. */
  readonly bytes: () => number;
  /** Ends the buffers that nobody uses. Whatever used them must have been submitted. */
  trim(): void;
  /** Ends all buffers. Whatever uses them must have been submitted. */
  dispose(): void;
}

/** WebGPU wants sizes in words; a coarser grain lets more sizes share a buffer. */
const grain = 256;
/** A buffer this much larger than asked for is still taken. */
const slack = 1.25;

export const storageUsage = (): number => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
export const stagingUsage = (): number => GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;

export function bufferPool(device: GPUDevice, usage: number): BufferPool {
  const all = new Set<GPUBuffer>();
  const free = new Set<GPUBuffer>();

  const smallestFree = (bytes: number): GPUBuffer | null => {
    let best: GPUBuffer | null = null;
    for (const buffer of free) {
      if (buffer.size < bytes || buffer.size > slack * bytes) continue;
      if (!best || buffer.size < best.size) best = buffer;
    }
    return best;
  };

  return {
    take(bytes) {
      const size = Math.max(grain, Math.ceil(bytes / grain) * grain);
      const buffer = smallestFree(size) ?? device.createBuffer({ size, usage });
      all.add(buffer);
      free.delete(buffer);
      return buffer;
    },
    give(buffer) {
      if (all.has(buffer)) free.add(buffer);
    },
    bytes() {
      let sum = 0;
      for (const { size } of all) sum += size;
      return sum;
    },
    trim() {
      for (const buffer of free) {
        buffer.destroy();
        all.delete(buffer);
      }
      free.clear();
    },
    dispose() {
      for (const buffer of all) buffer.destroy();
      all.clear();
      free.clear();
    },
  };
}
