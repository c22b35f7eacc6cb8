/** The mean of every sequence as one dispatch each way; nothing is kept. */
import { meanOverTimeBackward, meanOverTimeForward } from '../../../shaders/mean-over-time/kernel.ts';
import { withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuMeanOverTime(runner: KernelRunner, encoder: TfjsEncoder, x: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const shape = { batch: rows / time, time, width };
  return withGradient({
    inputs: [x],
    forward() {
      const output = encoder.allocate([shape.batch, width]);
      runner.run(meanOverTimeForward, shape, [x, output]);
      return { output, saved: [] };
    },
    backward(upstream) {
      const gradient = encoder.allocate([rows, width]);
      runner.run(meanOverTimeBackward, shape, [upstream, gradient]);
      return [gradient];
    },
  });
}
