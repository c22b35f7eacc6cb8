/** ReLU or its square as one dispatch each way; only the input is kept. */
import { reluBackward, reluForward } from '../../../shaders/relu/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuRelu(runner: KernelRunner, encoder: TfjsEncoder, x: tf.Tensor, power: 1 | 2): tf.Tensor {
  const shape = { length: x.size, power };
  return withGradient({
    inputs: [x],
    forward() {
      const output = encoder.allocate(x.shape);
      runner.run(reluForward, shape, [x, output]);
      return { output, saved: [x] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate(x.shape);
      runner.run(reluBackward, shape, [at(saved, 0), upstream, gradient]);
      return [gradient];
    },
  });
}
