/**
 * TensorFlow.js on our heap: its plain JavaScript kernels for everything that is rare, ours for what a step is made of.
 * A tensor that one of our kernels has made or read lies in the heap; to the others it is a typed array like any other.
 */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '../tf.ts';
import type { Heap } from './heap.ts';

type Values = Float32Array | Int32Array;
type NumberType = 'float32' | 'int32';

/** What the backend's map holds of a tensor whose values lie in the heap. */
class HeapEntry {
  refCount = 1;
  readonly address: number;
  readonly dtype: NumberType;
  private readonly length: number;
  private readonly heap: Heap;

  constructor(heap: Heap, address: number, length: number, dtype: NumberType) {
    this.heap = heap;
    this.address = address;
    this.length = length;
    this.dtype = dtype;
  }

  /** Made anew each time: a memory that grows leaves its old views empty. */
  get values(): Values {
    const { heap, address, length, dtype } = this;
    return dtype === 'int32' ? heap.integers(address, length) : heap.floats(address, length);
  }
}

export class HeapBackend extends MathBackendCPU {
  readonly heap: Heap;

  constructor(heap: Heap) {
    super();
    this.heap = heap;
  }

  /** A tensor whose content is whatever its block held before. */
  allocate(shape: readonly number[], dtype: NumberType = 'float32'): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.allocateInfo(shape, dtype), this);
  }

  /** What a kernel of TensorFlow.js returns: floats that `fill` has written to the address that it is given. */
  produce(shape: readonly number[], fill: (address: number) => void): tf.TensorInfo {
    const info = this.allocateInfo(shape, 'float32');
    try {
      fill(this.addressOf(info));
    } catch (thrown) {
      this.disposeData(info.dataId);
      throw thrown;
    }
    return info;
  }

  private allocateInfo(shape: readonly number[], dtype: NumberType): tf.TensorInfo {
    const length = tf.util.sizeFromShape([...shape]);
    const dataId = {};
    this.data.set(dataId, new HeapEntry(this.heap, this.heap.allocate(4 * length), length, dtype));
    return { dataId, shape: [...shape], dtype };
  }

  /** Where the values of a tensor lie; those that are elsewhere are copied into the heap first. */
  addressOf({ dataId }: tf.TensorInfo): number {
    const entry = this.data.get(dataId);
    if (entry instanceof HeapEntry) return entry.address;
    const values = entry.values as Values | Uint8Array;
    const address = this.heap.allocate(4 * values.length);
    const dtype = entry.dtype === 'float32' ? 'float32' : 'int32';
    const inHeap = new HeapEntry(this.heap, address, values.length, dtype);
    inHeap.values.set(values);
    inHeap.refCount = entry.refCount;
    this.data.set(dataId, inHeap);
    return address;
  }

  /** By what is stored, not by its word: a cast from integers to floats leaves the integers where they are. */
  holdsFloats({ dataId }: tf.TensorInfo): boolean {
    return this.data.get(dataId).dtype === 'float32';
  }

  /** A slice that is a window on the heap would show another tensor's values as soon as its own is gone. */
  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    const isWindow = ArrayBuffer.isView(values) && values.buffer === this.heap.memory.buffer;
    return super.write(isWindow ? values.slice() : values, shape, dtype);
  }

  override disposeData(dataId: object, force = false): boolean {
    const entry = this.data.has(dataId) ? this.data.get(dataId) : null;
    const gone = super.disposeData(dataId, force);
    if (gone && entry instanceof HeapEntry) this.heap.release(entry.address);
    return gone;
  }

  /** A copy, because the block may soon be another tensor's. */
  override readSync(dataId: object): tf.backend_util.BackendValues {
    const values = super.readSync(dataId);
    return this.data.get(dataId) instanceof HeapEntry ? (values as Values).slice() : values;
  }
}
