/** Numbers from outside as a vector. */
import * as tf from '../tf.ts';
import type { PerStep } from './contract.ts';

export function vectorInput(values: PerStep<Float32Array | Int32Array>): tf.Tensor {
  const array = values();
  return tf.tensor1d(array, array instanceof Int32Array ? 'int32' : 'float32');
}
