/** GELU as one dispatch each way; only the input is kept. */
import { geluBackward, geluForward } from '../../../shaders/gelu/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuGelu(runner: KernelRunner, encoder: TfjsEncoder, x: tf.Tensor): tf.Tensor {
  const shape = { length: x.size };
  return withGradient({
    inputs: [x],
    forward() {
      const output = encoder.allocate(x.shape);
      runner.run(geluForward, shape, [x, output]);
      return { output, saved: [x] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate(x.shape);
      runner.run(geluBackward, shape, [at(saved, 0), upstream, gradient]);
      return [gradient];
    },
  });
}
