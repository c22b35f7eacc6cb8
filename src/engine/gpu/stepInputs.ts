/**
 * What a recorded step takes from outside (tokens, targets, learning rate, keys of random streams), side by side in one
 * buffer that is written once before every replay.
 */
import type { PerStep } from '../ops/contract.ts';
import { storageUsage } from './bufferPool.ts';
import type { BufferRange } from './tfjsBackend.ts';

type Values = Float32Array | Int32Array;

export interface StepInputs {
  /** A place for values, which are there already; they are asked for anew at every `write`. */
  reserve(values: PerStep<Values>, now: Values): BufferRange;
  write(): void;
  readonly bytes: () => number;
  dispose(): void;
}

const alignment = 256;
const chunkBytes = 65536;

interface Chunk {
  readonly buffer: GPUBuffer;
  readonly host: ArrayBuffer;
  used: number;
}

export function stepInputs(device: GPUDevice): StepInputs {
  const chunks: Chunk[] = [];
  const refresh: (() => void)[] = [];

  const chunkFor = (bytes: number): Chunk => {
    const last = chunks.at(-1);
    if (last && last.used + bytes <= last.host.byteLength) return last;
    const size = Math.max(chunkBytes, bytes);
    const chunk = {
      buffer: device.createBuffer({ size, usage: storageUsage() }),
      host: new ArrayBuffer(size),
      used: 0,
    };
    chunks.push(chunk);
    return chunk;
  };

  return {
    reserve(values, now) {
      const chunk = chunkFor(Math.ceil(now.byteLength / alignment) * alignment);
      const offset = chunk.used;
      chunk.used += Math.ceil(now.byteLength / alignment) * alignment;
      const make = now instanceof Int32Array ? Int32Array : Float32Array;
      const place = new make(chunk.host, offset, now.length);
      place.set(now);
      device.queue.writeBuffer(chunk.buffer, offset, chunk.host, offset, now.byteLength);
      refresh.push(() => {
        const next = values();
        if (next.length !== place.length) throw new Error(`gpu: a step input of ${place.length} became ${next.length}`);
        place.set(next);
      });
      return { buffer: chunk.buffer, offset, size: now.byteLength };
    },
    write() {
      for (const ask of refresh) ask();
      for (const { buffer, host, used } of chunks) device.queue.writeBuffer(buffer, 0, host, 0, used);
    },
    bytes: () => chunks.reduce((sum, { host }) => sum + host.byteLength, 0),
    dispose() {
      for (const { buffer } of chunks) buffer.destroy();
    },
  };
}
