/** Mean cross-entropy over our kernels: the logits are read twice and nothing of their size is kept but the logits. */
import {
  crossEntropyBackward,
  crossEntropyLoss,
  crossEntropyStatistics,
  statisticsLength,
  type CrossEntropyShape,
} from '../../../shaders/cross-entropy/kernel.ts';
import { plainCrossEntropy, type CrossEntropyOptions, type PerStep } from '../ops/contract.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import { sumOfRows } from './sumOfRows.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuCrossEntropy(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  logits: tf.Tensor,
  targets: tf.Tensor,
  counted: PerStep<number>,
  options: CrossEntropyOptions = plainCrossEntropy,
): tf.Tensor {
  const { smoothing, focus, normaliser, confidence, formula, weights, frequencies, progress } = options;
  const [rows = 0, vocabulary = 0] = logits.shape;
  const shape: CrossEntropyShape = {
    rows,
    vocabulary,
    smooths: smoothing > 0,
    focuses: focus > 0,
    normalises: normaliser > 0,
    penalises: confidence > 0,
    formula,
  };
  const numbers = weights ? 'weights' : frequencies ? 'frequencies' : null;
  const optional = [weights ?? frequencies ?? []].flat();
  return withGradient({
    inputs: [logits],
    forward() {
      const slices = encoder.allocate([crossEntropyStatistics.bindings[1]?.length(shape) ?? 0]);
      const loss = encoder.allocate([rows]);
      const statistics = encoder.allocate([statisticsLength(shape)]);
      const terms = encoder.input(() => {
        const { step, total } = progress();
        return Float32Array.of(1 / counted(), smoothing, focus, normaliser, confidence, step, total);
      });
      runner.run(crossEntropyStatistics, shape, [logits, slices]);
      runner.run(crossEntropyLoss(numbers), shape, [logits, slices, targets, terms, loss, statistics, ...optional]);
      return {
        output: sumOfRows(runner, encoder, loss),
        saved: [logits, statistics, targets, terms, ...(weights ? [weights] : [])],
      };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate([rows, vocabulary]);
      const [kept, statistics, labels, terms] = [at(saved, 0), at(saved, 1), at(saved, 2), at(saved, 3)];
      const rowWeights = saved.slice(4);
      runner.run(crossEntropyBackward(weights !== null), shape, [
        kept,
        statistics,
        labels,
        terms,
        upstream,
        gradient,
        ...rowWeights,
      ]);
      return [gradient];
    },
  });
}
