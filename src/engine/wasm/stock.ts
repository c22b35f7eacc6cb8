/** Stock operations of TensorFlow.js that our kernels take over where the operands fit, because a step makes use of them. */
import * as tf from '../tf.ts';
import type { HeapBackend } from './backend.ts';
import type { Crew } from './crew.ts';
import { multiply, rowMajor, transposed } from './matrices.ts';
import { elementGranule } from './module.ts';

/** Every kernel of the CPU backend under the name of ours, then ours in front of some. */
export function registerStock(name: string, backend: HeapBackend, crew: Crew, scratchBytes: number): void {
  tf.copyRegisteredKernels('cpu', name);
  const replace = (kernelName: string, ours: (plain: tf.KernelFunc) => tf.KernelFunc): void => {
    const plain = tf.getKernel(kernelName, name);
    if (!plain) throw new Error(`wasm: the CPU backend has no kernel ${kernelName}`);
    tf.unregisterKernel(kernelName, name);
    tf.registerKernel({ ...plain, kernelFunc: ours(plain.kernelFunc) });
  };

  const areFloats = (...tensors: readonly tf.TensorInfo[]): boolean =>
    tensors.every((tensor) => backend.holdsFloats(tensor));

  /** Gradients of a tensor that is used twice are added by the library. */
  replace('Add', (plain) => (params) => {
    const { a, b } = params.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const size = tf.util.sizeFromShape(a.shape);
    if (!areFloats(a, b) || !tf.util.arraysEqual(a.shape, b.shape)) return plain(params);
    return backend.produce(a.shape, (out) =>
      crew.run({
        kernel: 'add',
        args: [backend.addressOf(a), backend.addressOf(b), out, size],
        units: Math.ceil(size / elementGranule),
        operations: size,
      }),
    );
  });

  replace('BatchMatMul', (plain) => (params) => {
    const { a, b } = params.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const { transposeA, transposeB } = params.attrs as unknown as { transposeA: boolean; transposeB: boolean };
    const outer = a.shape.slice(0, -2);
    if (!areFloats(a, b) || !tf.util.arraysEqual(outer, b.shape.slice(0, -2))) return plain(params);
    const batch = tf.util.sizeFromShape(outer);
    const [aRows = 0, aColumns = 0] = a.shape.slice(-2);
    const [bRows = 0, bColumns = 0] = b.shape.slice(-2);
    const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
    const n = transposeB ? bRows : bColumns;
    return backend.produce([...outer, m, n], (out) => {
      const [fromA, fromB] = [backend.addressOf(a), backend.addressOf(b)];
      for (let i = 0; i < batch; i++) {
        multiply(crew, scratchBytes, {
          a: (transposeA ? transposed : rowMajor)(fromA + 4 * i * aRows * aColumns, aColumns),
          b: (transposeB ? transposed : rowMajor)(fromB + 4 * i * bRows * bColumns, bColumns),
          out: out + 4 * i * m * n,
          m,
          k,
          n,
        });
      }
    });
  });
}
