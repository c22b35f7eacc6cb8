/** SwiGLU as one dispatch each way; only the input is kept. */
import { swigluBackward, swigluForward } from '../../../shaders/swiglu/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuSwiglu(runner: KernelRunner, encoder: TfjsEncoder, x: tf.Tensor): tf.Tensor {
  const [rows = 0, both = 0] = x.shape;
  const shape = { rows, width: both / 2 };
  return withGradient({
    inputs: [x],
    forward() {
      const output = encoder.allocate([rows, shape.width]);
      runner.run(swigluForward, shape, [x, output]);
      return { output, saved: [x] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate(x.shape);
      runner.run(swigluBackward, shape, [at(saved, 0), upstream, gradient]);
      return [gradient];
    },
  });
}
