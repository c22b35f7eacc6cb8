/** Products with weights. With a bias, as in every layer of a model, one dispatch forward and one backward. */
import { linearBackward } from '../../../shaders/linear/backward.ts';
import { productKernel } from '../../../shaders/linear/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuLinear(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | null,
): tf.Tensor {
  const [rows = 0, inputs = 0] = x.shape;
  const [, outputs = 0] = weight.shape;
  return withGradient({
    inputs: bias ? [x, weight, bias] : [x, weight],
    forward() {
      const output = encoder.allocate([rows, outputs]);
      const shape = { rows, columns: outputs, inner: inputs };
      if (bias) runner.run(productKernel('NN', { bias: true }), shape, [x, weight, bias, output]);
      else runner.run(productKernel('NN'), shape, [x, weight, output]);
      return { output, saved: [x, weight] };
    },
    backward(gradient, saved) {
      const [input, factor] = [at(saved, 0), at(saved, 1)];
      const forInput = encoder.allocate([rows, inputs]);
      const forWeight = encoder.allocate([inputs, outputs]);
      if (!bias) {
        runner.run(productKernel('NT'), { rows, columns: inputs, inner: outputs }, [gradient, factor, forInput]);
        runner.run(productKernel('TN'), { rows: inputs, columns: outputs, inner: rows }, [input, gradient, forWeight]);
        return [forInput, forWeight];
      }
      const forBias = encoder.allocate([outputs]);
      const operands = [input, factor, gradient, forInput, forWeight, forBias];
      runner.run(linearBackward(), { rows, inputs, outputs }, operands);
      return [forInput, forWeight, forBias];
    },
  });
}

export function gpuProject(runner: KernelRunner, encoder: TfjsEncoder, x: tf.Tensor, table: tf.Tensor): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const [vocabulary = 0] = table.shape;
  return withGradient({
    inputs: [x, table],
    forward() {
      const output = encoder.allocate([rows, vocabulary]);
      runner.run(productKernel('NT'), { rows, columns: vocabulary, inner: width }, [x, table, output]);
      return { output, saved: [x, table] };
    },
    backward(gradient, saved) {
      const forInput = encoder.allocate([rows, width]);
      const forTable = encoder.allocate([vocabulary, width]);
      runner.run(productKernel('NN'), { rows, columns: width, inner: vocabulary }, [gradient, at(saved, 1), forInput]);
      runner.run(productKernel('TN'), { rows: vocabulary, columns: width, inner: rows }, [
        gradient,
        at(saved, 0),
        forTable,
      ]);
      return [forInput, forTable];
    },
  });
}
