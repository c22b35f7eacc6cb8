/**
 * Our sum in the place of the stock one. TensorFlow.js adds the gradients of a tensor that is used twice (the residual
 * stream, a tied table) through its kernel registry, where no operation of ours could step in.
 */
import { add } from '../../../shaders/add/kernel.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

/** As it was before any device of ours was opened. */
let stock: tf.KernelConfig | undefined;

/** Sums that broadcast or are of integers stay with the stock kernel. */
export function replaceAdd(runner: KernelRunner, encoder: TfjsEncoder): void {
  const original = (stock ??= tf.getKernel(tf.Add, 'webgpu'));
  tf.unregisterKernel(tf.Add, 'webgpu');
  tf.registerKernel({
    ...original,
    kernelFunc(call) {
      const { a, b } = call.inputs;
      const ours =
        a &&
        b &&
        encoder.holdsFloats(a) &&
        encoder.holdsFloats(b) &&
        tf.util.arraysEqual(a.shape, b.shape) &&
        a.dtype === b.dtype;
      if (!ours) return original.kernelFunc(call);
      const output = encoder.allocate(a.shape);
      const length = output.size;
      runner.run(add, { length, period: length }, [a, b, output]);
      return output;
    },
  });
}
