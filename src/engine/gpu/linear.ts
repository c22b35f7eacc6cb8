/** Products with weights. With a bias, as in every layer of a model, one dispatch forward and one backward. */
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { Products } from './products.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuLinear(
  products: Products,
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
      products.multiply('NN', shape, [x, weight], bias, output);
      return { output, saved: [x, weight] };
    },
    backward(gradient, saved, places) {
      const [input, factor] = [at(saved, 0), at(saved, 1)];
      const forInput = places.store(0) ?? encoder.allocate([rows, inputs]);
      const forWeight = places.store(1) ?? encoder.allocate([inputs, outputs]);
      if (!bias) {
        const [ofInput, ofWeight] = [
          { rows, columns: inputs, inner: outputs },
          { rows: inputs, columns: outputs, inner: rows },
        ];
        products.multiply('NT', ofInput, [gradient, factor], null, forInput);
        products.multiply('TN', ofWeight, [input, gradient], null, forWeight);
        return [forInput, forWeight];
      }
      const forBias = places.store(2) ?? encoder.allocate([outputs]);
      products.gradients({ rows, inputs, outputs }, [input, factor, gradient], [forInput, forWeight, forBias]);
      return [forInput, forWeight, forBias];
    },
  });
}

export function gpuProject(products: Products, encoder: TfjsEncoder, x: tf.Tensor, table: tf.Tensor): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const [vocabulary = 0] = table.shape;
  return withGradient({
    inputs: [x, table],
    forward() {
      const output = encoder.allocate([rows, vocabulary]);
      products.multiply('NT', { rows, columns: vocabulary, inner: width }, [x, table], null, output);
      return { output, saved: [x, table] };
    },
    backward(gradient, saved, places) {
      const forInput = places.store(0) ?? encoder.allocate([rows, width]);
      const forTable = places.store(1) ?? encoder.allocate([vocabulary, width]);
      const ofTable = { rows: vocabulary, columns: width, inner: rows };
      products.multiply('NN', { rows, columns: width, inner: vocabulary }, [gradient, at(saved, 1)], null, forInput);
      products.multiply('TN', ofTable, [gradient, at(saved, 0)], null, forTable);
      return [forInput, forTable];
    },
  });
}
