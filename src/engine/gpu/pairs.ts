/** Losses of pairs over our kernels. */
import { pairsBackward, pairsControl, pairsLoss } from '../../../shaders/pairs/kernel.ts';
import type { PairOptions } from '../../domain/losses/terms/contract.ts';
import { withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import { sumOfRows } from './sumOfRows.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuPairs(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  cosines: tf.Tensor,
  { loss, filled, amount, scale }: PairOptions,
): tf.Tensor {
  const [size = 0] = cosines.shape;
  const shape = { loss, size };
  return withGradient({
    inputs: [cosines],
    forward() {
      const losses = encoder.allocate([size]);
      const control = encoder.input(() => pairsControl(filled(), amount, scale()));
      runner.run(pairsLoss, shape, [cosines, control, losses]);
      return { output: sumOfRows(runner, encoder, losses), saved: [cosines, control] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate([size, size]);
      runner.run(pairsBackward, shape, [...saved, upstream, gradient]);
      return [gradient];
    },
  });
}
