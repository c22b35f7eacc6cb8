/** Sums of tensors of one shape: in the forward pass, and of gradients that meet. */
import { accumulate, add } from '../../../shaders/add/kernel.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuSum(runner: KernelRunner, encoder: TfjsEncoder, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const output = encoder.allocate(a.shape);
  runner.run(add, { length: output.size, period: output.size }, [a, b, output]);
  return output;
}

/** Adds in the memory of one of the two if nothing else looks at it. */
export function gpuJoin(runner: KernelRunner, encoder: TfjsEncoder, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const alone = (tensor: tf.Tensor): boolean => tf.backend().refCount(tensor.dataId) === 1;
  const total = [a, b].find(alone);
  if (total) {
    const more = total === a ? b : a;
    runner.run(accumulate, { length: total.size }, [more, total]);
    more.dispose();
    return total;
  }
  const sum = tf.keep(gpuSum(runner, encoder, a, b));
  tf.dispose([a, b]);
  return sum;
}
