/**
 * The one file that reaches into the private parts of @tensorflow/tfjs-backend-webgpu 4.22.0 (pinned; guarded by a
 * contract test). Our kernels are recorded into the backend's own compute pass, so that they run in order with stock
 * operations and without extra submits; the memory of their results is ours.
 */
import * as tf from '../tf.ts';
import type { PerStep } from '../ops/contract.ts';
import { storageUsage, type BufferPool } from './bufferPool.ts';
import type { Dispatch, Recording } from './recording.ts';
import type { StepInputs } from './stepInputs.ts';
import type { BufferRange, RangeBackend } from './tfjsBackend.ts';

interface Private {
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
}

/** What the backend knows about a tensor. */
interface Entry {
  resource?: GPUBuffer | BufferRange | null;
  values?: unknown;
}

const bytesPerElement = 4;

/** What is written down while a step is recorded, and where its memory comes from. */
export interface Capture {
  readonly recording: Recording;
  readonly inputs: StepInputs;
  readonly memory: BufferPool;
}

export interface TfjsEncoder {
  /** Where the tensor lies on the device, uploading it first if it is not there. */
  rangeOf(tensor: tf.TensorInfo): BufferRange;
  /** By its buffer, not by its word: a cast from integers to floats leaves the integers where they are. */
  holdsFloats(tensor: tf.TensorInfo): boolean;
  /** A tensor on the device whose content is whatever its memory held before. */
  allocate(shape: readonly number[], dtype?: 'float32' | 'int32'): tf.Tensor;
  /** Numbers from outside as a vector; while a step is recorded, those of every step. */
  input(values: PerStep<Float32Array | Int32Array>): tf.Tensor;
  /** Numbers that never change, which lie on the device once for all that ask for them by that name. */
  constant(name: string, values: () => Float32Array): tf.Tensor;
  /** Bytes of all constants. */
  readonly constantBytes: () => number;
  /** A tensor in memory of its own that stays where it is. */
  upload(values: Float32Array): tf.Tensor;
  /**
   * A part of a tensor's buffer as a tensor of its own, for stock operations too. It sees every change of the whole, which
   * must outlive it.
   */
  view(whole: tf.Tensor, offsetBytes: number, shape: readonly number[]): tf.Tensor;
  /** A dispatch wrote into the tensor: forget the copy that an earlier read left on the host. */
  written(tensor: tf.TensorInfo): void;
  record(dispatch: Dispatch, tensors: readonly tf.TensorInfo[]): void;
  /** Sends everything recorded so far, so that queue writes that follow come after it. */
  flush(): void;
  /** Gives memory back that nothing uses any more. */
  trim(): void;
  /** Does `work` and writes down all it has the device do. */
  capture<T>(capture: Capture, work: () => T): T;
  /** Does `work` without having the device do anything; what it makes holds nothing. */
  rehearse(work: () => void): void;
  /** Whether a rehearsal is going on, for which nothing need be compiled. */
  readonly rehearsing: () => boolean;
  /** Does `work` in the memory given. */
  within<T>(memory: BufferPool, work: () => T): T;
}

/** Dispatches recorded before they are submitted: long enough to save submits, short enough to keep the GPU fed. */
const dispatchesPerSubmit = 64;

/** Mapped from the start, so that no queue is involved, where a step may be under way. */
function filled(device: GPUDevice, values: Float32Array): GPUBuffer {
  const buffer = device.createBuffer({ size: values.byteLength, usage: storageUsage(), mappedAtCreation: true });
  new Float32Array(buffer.getMappedRange()).set(values);
  buffer.unmap();
  return buffer;
}

export function tfjsEncoder(backend: RangeBackend, common: BufferPool): TfjsEncoder {
  const inner = backend as unknown as Private;
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', dispatchesPerSubmit);
  let memory = common;
  let capture: Capture | null = null;
  let rehearsing = false;
  backend.onStockKernel = (name) => capture?.recording.refuse({ code: 'stock-operation', name });
  backend.onRead = () => capture?.recording.refuse({ code: 'read' });

  const constants = new Map<string, GPUBuffer>();

  const flush = (): void => {
    if (!inner.commandEncoder) return;
    backend.endComputePassEncoder();
    backend.submitQueue();
  };

  const entryOf = (tensor: tf.TensorInfo): Entry => backend.tensorMap.get(tensor.dataId) as Entry;

  const tensorAt = (range: BufferRange, shape: readonly number[], dtype: 'float32' | 'int32'): tf.Tensor => {
    const tensor = tf.tensor({ buffer: range.buffer, zeroCopy: true }, [...shape], dtype);
    // The backend binds whatever is not a buffer or a texture as it is.
    entryOf(tensor).resource = range;
    return tensor;
  };

  const allocate = (shape: readonly number[], dtype: 'float32' | 'int32' = 'float32'): tf.Tensor => {
    const size = bytesPerElement * tf.util.sizeFromShape([...shape]);
    const pool = memory;
    const buffer = pool.take(size);
    const tensor = tensorAt({ buffer, offset: 0, size }, shape, dtype);
    backend.own(tensor.dataId, () => pool.give(buffer));
    return tensor;
  };

  const rangeOf = (tensor: tf.TensorInfo): BufferRange => {
    if (!entryOf(tensor).resource) capture?.recording.refuse({ code: 'upload' });
    backend.uploadToGPU(tensor.dataId);
    const { resource } = entryOf(tensor);
    if (!resource) throw new Error('gpu: the tensor has no buffer');
    return resource instanceof GPUBuffer ? { buffer: resource, offset: 0, size: resource.size } : resource;
  };

  const using = <T>(next: { readonly memory: BufferPool; readonly capture: Capture | null }, work: () => T): T => {
    const before = { memory, capture };
    ({ memory, capture } = next);
    try {
      return work();
    } finally {
      ({ memory, capture } = before);
    }
  };

  return {
    rangeOf,
    holdsFloats: ({ dataId }) => backend.tensorMap.get(dataId).dtype === 'float32',
    allocate,
    input(values) {
      const now = values();
      const dtype = now instanceof Int32Array ? 'int32' : 'float32';
      if (!capture) return tf.tensor1d(now, dtype);
      return tensorAt(capture.inputs.reserve(values, now), [now.length], dtype);
    },
    constant(name, values) {
      const buffer = constants.get(name) ?? filled(backend.device, values());
      constants.set(name, buffer);
      return tensorAt({ buffer, offset: 0, size: buffer.size }, [buffer.size / bytesPerElement], 'float32');
    },
    constantBytes: () => [...constants.values()].reduce((sum, { size }) => sum + size, 0),
    upload(values) {
      const tensor = tf.keep(allocate([values.length]));
      flush();
      backend.queue.writeBuffer(rangeOf(tensor).buffer, 0, values as Float32Array<ArrayBuffer>);
      return tensor;
    },
    view(whole, offsetBytes, shape) {
      const { buffer, offset } = rangeOf(whole);
      const size = bytesPerElement * tf.util.sizeFromShape([...shape]);
      return tensorAt({ buffer, offset: offset + offsetBytes, size }, shape, 'float32');
    },
    written(tensor) {
      entryOf(tensor).values = null;
    },
    record(dispatch, tensors) {
      capture?.recording.add(dispatch);
      backend.ensureCommandEncoderReady();
      const pass = (inner.computePassEncoder ??= inner.commandEncoder?.beginComputePass() ?? null);
      if (!pass) throw new Error('gpu: the backend has no command encoder');
      pass.setPipeline(dispatch.pipeline);
      pass.setBindGroup(0, dispatch.bindGroup);
      pass.dispatchWorkgroups(...dispatch.grid);
      // The backend's own memory must not be used again before this has run; ours may, in the order of the queue.
      for (const { dataId } of tensors) if (!backend.owns(dataId)) inner.commandQueueOwnedIds.add(dataId);
      inner.dispatchCountInPass += 1;
      if (inner.dispatchCountInPass >= dispatchesPerSubmit) flush();
    },
    flush,
    trim() {
      flush();
      common.trim();
    },
    rehearse(work) {
      rehearsing = true;
      try {
        work();
      } finally {
        rehearsing = false;
      }
    },
    rehearsing: () => rehearsing,
    capture: (next, work) => using({ memory: next.memory, capture: next }, work),
    within: (next, work) => using({ memory: next, capture }, work),
  };
}
