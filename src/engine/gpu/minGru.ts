/** The recurrence of minGRU as one dispatch each way, the time loop inside. */
import { minGruBackward, minGruForward } from '../../../shaders/min-gru/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuMinGru(runner: KernelRunner, encoder: TfjsEncoder, sums: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, both = 0] = sums.shape;
  const width = both / 2;
  const shape = { batch: rows / time, time, width };
  return withGradient({
    inputs: [sums],
    forward() {
      const output = encoder.allocate([rows, width]);
      runner.run(minGruForward, shape, [sums, output]);
      return { output, saved: [sums, output] };
    },
    backward(upstream, saved) {
      const forSums = encoder.allocate([rows, both]);
      runner.run(minGruBackward, shape, [at(saved, 0), at(saved, 1), upstream, forSums]);
      return [forSums];
    },
  });
}
