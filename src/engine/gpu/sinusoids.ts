/** Embeddings scaled and placed by fixed waves, which lie on the device once. */
import { sinusoidsBackward, sinusoidsForward, type SinusoidsShape } from '../../../shaders/sinusoids/kernel.ts';
import { sinusoidTable } from '../ops/sinusoids.ts';
import { withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuAddSinusoids(runner: KernelRunner, encoder: TfjsEncoder, x: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const shape: SinusoidsShape = { rows, time, width };
  return withGradient({
    inputs: [x],
    forward() {
      const output = encoder.allocate(x.shape);
      const waves = encoder.constant(`sinusoids ${time} ${width}`, () => sinusoidTable(time, width));
      runner.run(sinusoidsForward, shape, [x, waves, output]);
      return { output, saved: [] };
    },
    backward(upstream) {
      const gradient = encoder.allocate(x.shape);
      runner.run(sinusoidsBackward, shape, [upstream, gradient]);
      return [gradient];
    },
  });
}
