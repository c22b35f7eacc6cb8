/** Products with weights. With a bias, as in every layer of a model, one dispatch forward and one backward. */
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { Products } from './products.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuLinear(
  products: Products,
  encoder: TfjsEncoder,
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor | null,
  onto: tf.Tensor | null,
): tf.Tensor {
  const [rows = 0, inputs = 0] = x.shape;
  const [, outputs = 0] = weight.shape;
  return withGradient({
    inputs: [x, weight, ...(bias ? [bias] : []), ...(onto ? [onto] : [])],
    forward() {
      const output = encoder.allocate([rows, outputs]);
      const shape = { rows, columns: outputs, inner: inputs };
      products.multiply('NN', shape, [x, weight], { bias, onto }, output);
      return { output, saved: [x, weight] };
    },
    backward(gradient, saved, places) {
      const [input, factor] = [at(saved, 0), at(saved, 1)];
      const forInput = places.store(0) ?? encoder.allocate([rows, inputs]);
      const forWeight = places.store(1) ?? encoder.allocate([inputs, outputs]);
      const forOnto = onto ? [tf.clone(gradient)] : [];
      if (!bias) {
        const [ofInput, ofWeight] = [
          { rows, columns: inputs, inner: outputs },
          { rows: inputs, columns: outputs, inner: rows },
        ];
        products.multiply('NT', ofInput, [gradient, factor], { gradient: 'left' }, forInput);
        products.multiply('TN', ofWeight, [input, gradient], { gradient: 'right' }, forWeight);
        return [forInput, forWeight, ...forOnto];
      }
      const forBias = places.store(2) ?? encoder.allocate([outputs]);
      products.gradients({ rows, inputs, outputs }, [input, factor, gradient], [forInput, forWeight, forBias]);
      return [forInput, forWeight, forBias, ...forOnto];
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
      products.multiply('NT', { rows, columns: vocabulary, inner: width }, [x, table], {}, output);
      return { output, saved: [x, table] };
    },
    backward(gradient, saved, places) {
      const forInput = places.store(0) ?? encoder.allocate([rows, width]);
      const forTable = places.store(1) ?? encoder.allocate([vocabulary, width]);
      const [ofInput, ofTable] = [
        { rows, columns: width, inner: vocabulary },
        { rows: vocabulary, columns: width, inner: rows },
      ];
      products.multiply('NN', ofInput, [gradient, at(saved, 1)], { gradient: 'left' }, forInput);
      products.multiply('TN', ofTable, [gradient, at(saved, 0)], { gradient: 'left' }, forTable);
      return [forInput, forTable];
    },
  });
}
