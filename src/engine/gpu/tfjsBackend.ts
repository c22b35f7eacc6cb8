/**
 * The WebGPU backend of TensorFlow.js, told of what happens to tensors whose memory is ours. It lets a tensor be a part
 * of a buffer, except when it is read; that is added here.
 */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BufferPool } from './bufferPool.ts';

/** In bytes. */
export interface BufferRange {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

type RunProgram = WebGPUBackend['runWebGPUProgram'];

export class RangeBackend extends WebGPUBackend {
  /** Called with the name of every stock kernel that runs. */
  onStockKernel: (name: string) => void = () => {};
  /** Called when something is read back. */
  onRead: () => void = () => {};
  /** Where content on its way to the host waits. */
  staging: BufferPool | null = null;
  private readonly releases = new Map<object, () => void>();

  /** @param release called once, when no tensor uses the data any more */
  own(dataId: object, release: () => void): void {
    this.releases.set(dataId, release);
  }

  owns(dataId: object): boolean {
    return this.releases.has(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    const entry = this.tensorMap.has(dataId) ? this.tensorMap.get(dataId) : null;
    const result = super.disposeData(dataId, force);
    if (entry && entry.refCount <= 0) {
      this.releases.get(dataId)?.();
      this.releases.delete(dataId);
    }
    return result;
  }

  override runWebGPUProgram(...call: Parameters<RunProgram>): ReturnType<RunProgram> {
    this.onStockKernel(call[0].shaderKey);
    return super.runWebGPUProgram(...call);
  }

  /**
   * A result that is waited for would go through a canvas, and where the browser cannot make that canvas it drops every
   * device of the page. Nothing of ours needs it.
   */
  override readSync(dataId: object): ReturnType<WebGPUBackend['readSync']> {
    const { values } = this.tensorMap.get(dataId);
    if (!values) throw new Error('A tensor on the GPU is read with data(), never with dataSync().');
    return super.readSync(dataId);
  }

  override async getBufferData(resource: GPUBuffer | BufferRange): Promise<ArrayBuffer> {
    this.onRead();
    if (resource instanceof GPUBuffer || !this.staging) return super.getBufferData(resource as GPUBuffer);
    const { buffer, offset, size } = resource;
    const staging = this.staging.take(size);
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    const { commandEncoder } = this as unknown as { readonly commandEncoder: GPUCommandEncoder };
    commandEncoder.copyBufferToBuffer(buffer, offset, staging, 0, size);
    this.submitQueue();
    await staging.mapAsync(GPUMapMode.READ, 0, size);
    const values = staging.getMappedRange(0, size).slice(0);
    staging.unmap();
    this.staging.give(staging);
    return values;
  }
}
