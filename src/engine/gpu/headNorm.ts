/** QK-norm over our kernels; the reciprocal of every head's root mean square is kept for the backward pass. */
import {
  headNormBackward,
  headNormForward,
  headNormGains,
  sharesLength,
  type HeadNormShape,
} from '../../../shaders/head-norm/kernel.ts';
import { stridedSum } from '../../../shaders/sum/kernel.ts';
import type { HeadNormOptions } from '../../domain/models/ops.ts';
import { headWidthOf } from '../ops/headNorm.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuHeadNorm(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  qkv: tf.Tensor,
  queryGain: tf.Tensor,
  keyGain: tf.Tensor,
  options: HeadNormOptions,
): tf.Tensor {
  const [rows = 0] = qkv.shape;
  const headWidth = headWidthOf(qkv, options);
  const shape: HeadNormShape = { ...options, rows, headWidth };
  return withGradient({
    inputs: [qkv, queryGain, keyGain],
    forward() {
      const output = encoder.allocate(qkv.shape);
      const inverses = encoder.allocate([rows, options.heads + options.keyValueHeads]);
      runner.run(headNormForward, shape, [qkv, queryGain, keyGain, output, inverses]);
      return { output, saved: [qkv, queryGain, keyGain, inverses] };
    },
    backward(upstream, saved, places) {
      const [input, forQueries, forKeys, inverses] = [at(saved, 0), at(saved, 1), at(saved, 2), at(saved, 3)];
      const gradient = encoder.allocate(qkv.shape);
      runner.run(headNormBackward, shape, [input, forQueries, forKeys, inverses, upstream, gradient]);
      const shares = [0, 1].map(() => encoder.allocate([sharesLength(shape)]));
      runner.run(headNormGains, shape, [input, inverses, upstream, ...shares]);
      const gains = shares.map((share, i) => {
        const gain = places.store(1 + i) ?? encoder.allocate([headWidth]);
        runner.run(stridedSum, { inputs: share.size, stride: headWidth, outputs: headWidth }, [share, gain]);
        return gain;
      });
      return [gradient, ...gains];
    },
  });
}
