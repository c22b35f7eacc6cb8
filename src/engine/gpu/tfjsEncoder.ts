/**
 * The one file that reaches into the private parts of @tensorflow/tfjs-backend-webgpu 4.22.0 (pinned; guarded by a
 * contract test). Our kernels are recorded into the backend's own compute pass, so that they run in order with stock
 * operations and without extra submits.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tf.ts';

interface Private {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
}

/** What the backend knows about a tensor. */
interface Entry {
  resource?: GPUBuffer | (BufferRange & { readonly size: number }) | null;
  values?: unknown;
}

const bytesPerFloat = 4;

export interface BufferRange {
  readonly buffer: GPUBuffer;
  /** In bytes. */
  readonly offset: number;
}

export interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly grid: readonly [number, number, number];
  /** Tensors that the dispatch touches; their buffers must outlive it. */
  readonly tensors: readonly tf.TensorInfo[];
}

export interface TfjsEncoder {
  /** Where the tensor lies on the device, uploading it first if it is not there. */
  rangeOf(tensor: tf.TensorInfo): BufferRange;
  /** By its buffer, not by its word: a cast from integers to floats leaves the integers where they are. */
  holdsFloats(tensor: tf.TensorInfo): boolean;
  /** A tensor on the device whose content is whatever its buffer held before. */
  allocate(shape: readonly number[], dtype?: 'float32' | 'int32'): tf.Tensor;
  /**
   * A part of a tensor's buffer as a tensor of its own, for stock operations too. It sees every change of the whole, which
   * must outlive it, and cannot be read back by itself.
   */
  view(whole: tf.Tensor, offsetBytes: number, shape: readonly number[]): tf.Tensor;
  /** Records a copy of all that `source` holds to a place in the buffer of `target`. */
  copy(source: tf.Tensor, target: tf.Tensor, offsetBytes: number): void;
  /** A dispatch wrote into the tensor: forget the copy that an earlier read left on the host. */
  written(tensor: tf.TensorInfo): void;
  record(dispatch: Dispatch): void;
  /** Sends everything recorded so far, so that queue writes that follow come after it. */
  flush(): void;
}

/** Dispatches recorded before they are submitted: long enough to save submits, short enough to keep the GPU fed. */
const dispatchesPerSubmit = 64;

export function tfjsEncoder(backend: WebGPUBackend): TfjsEncoder {
  const inner = backend as unknown as Private;
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', dispatchesPerSubmit);

  const flush = (): void => {
    if (!inner.commandEncoder) return;
    backend.endComputePassEncoder();
    backend.submitQueue();
  };

  const entryOf = (tensor: tf.TensorInfo): Entry => backend.tensorMap.get(tensor.dataId) as Entry;

  const rangeOf = (tensor: tf.TensorInfo): BufferRange => {
    backend.uploadToGPU(tensor.dataId);
    const { resource } = entryOf(tensor);
    if (!resource) throw new Error('gpu: the tensor has no buffer');
    return resource instanceof GPUBuffer ? { buffer: resource, offset: 0 } : resource;
  };

  return {
    rangeOf,
    holdsFloats: ({ dataId }) => backend.tensorMap.get(dataId).dtype === 'float32',
    allocate(shape, dtype = 'float32') {
      const info = backend.makeTensorInfo([...shape], dtype);
      return tf.engine().makeTensorFromTensorInfo(info);
    },
    view(whole, offsetBytes, shape) {
      const { buffer, offset } = rangeOf(whole);
      const view = tf.tensor({ buffer, zeroCopy: true }, [...shape], 'float32');
      // The backend binds whatever is not a buffer or a texture as it is.
      entryOf(view).resource = { buffer, offset: offset + offsetBytes, size: view.size * bytesPerFloat };
      return view;
    },
    copy(source, target, offsetBytes) {
      const from = rangeOf(source);
      const to = rangeOf(target);
      backend.ensureCommandEncoderReady();
      backend.endComputePassEncoder();
      const bytes = source.size * bytesPerFloat;
      inner.commandEncoder?.copyBufferToBuffer(from.buffer, from.offset, to.buffer, to.offset + offsetBytes, bytes);
      for (const { dataId } of [source, target]) inner.commandQueueOwnedIds.add(dataId);
    },
    written(tensor) {
      entryOf(tensor).values = null;
    },
    record({ pipeline, bindGroup, grid, tensors }) {
      backend.ensureCommandEncoderReady();
      const pass = (inner.computePassEncoder ??= inner.commandEncoder?.beginComputePass() ?? null);
      if (!pass) throw new Error('gpu: the backend has no command encoder');
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...grid);
      for (const tensor of tensors) inner.commandQueueOwnedIds.add(tensor.dataId);
      inner.dispatchCountInPass += 1;
      if (inner.dispatchCountInPass >= dispatchesPerSubmit) flush();
    },
    flush,
  };
}
