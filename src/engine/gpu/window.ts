/** Rows beside those before them as one dispatch each way; nothing is kept. */
import { windowBackward, windowForward } from '../../../shaders/window/kernel.ts';
import { withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuWindow(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  x: tf.Tensor,
  length: number,
  time: number,
): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const shape = { rows, width, time, length };
  return withGradient({
    inputs: [x],
    forward() {
      const output = encoder.allocate([rows, length * width]);
      runner.run(windowForward, shape, [x, output]);
      return { output, saved: [] };
    },
    backward(upstream) {
      const gradient = encoder.allocate(x.shape);
      runner.run(windowBackward, shape, [upstream, gradient]);
      return [gradient];
    },
  });
}
