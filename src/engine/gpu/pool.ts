/** One row for each sequence as one dispatch each way; the shares alone are kept. */
import { poolBackward, poolForward } from '../../../shaders/pool/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuPool(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  x: tf.Tensor,
  shares: tf.Tensor,
  time: number,
): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const shape = { batch: rows / time, time, width };
  return withGradient({
    inputs: [x],
    forward() {
      const output = encoder.allocate([shape.batch, width]);
      runner.run(poolForward, shape, [x, shares, output]);
      return { output, saved: [shares] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate(x.shape);
      runner.run(poolBackward, shape, [upstream, at(saved, 0), gradient]);
      return [gradient];
    },
  });
}
