/** tanh as one dispatch each way; only the output is kept. */
import { tanhBackward, tanhForward } from '../../../shaders/tanh/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuTanh(runner: KernelRunner, encoder: TfjsEncoder, x: tf.Tensor): tf.Tensor {
  const shape = { length: x.size };
  return withGradient({
    inputs: [x],
    forward() {
      const output = encoder.allocate(x.shape);
      runner.run(tanhForward, shape, [x, output]);
      return { output, saved: [output] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate(x.shape);
      runner.run(tanhBackward, shape, [at(saved, 0), upstream, gradient]);
      return [gradient];
    },
  });
}
