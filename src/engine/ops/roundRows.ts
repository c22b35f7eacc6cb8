/** Rows rounded to evenly spaced levels around zero (`domain/compression/inputs/levels.ts`), for measuring only. */
import { levelsEachWay, roundInputs, smallestScale, type InputLevels } from '../../domain/compression/inputs/levels.ts';
import * as tf from '../tf.ts';

/** x [M, I], a row of which is a token, where numbers lie at hand: one loop instead of five stock operations that broadcast. */
export function roundRows(x: tf.Tensor, levels: InputLevels): tf.Tensor {
  const [, width = 0] = x.shape;
  const values = x.dataSync() as Float32Array;
  const rounded = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    const end = start + width;
    roundInputs(values.subarray(start, end), levels, rounded.subarray(start, end));
  }
  return tf.tensor(rounded, x.shape);
}

/** The same where they do not. */
export function stockRoundRows(x: tf.Tensor, { bits, scale }: InputLevels): tf.Tensor {
  const most = levelsEachWay(bits);
  const step = scale ?? tf.maximum(tf.div(tf.max(tf.abs(x), 1, true), most), smallestScale);
  return tf.mul(tf.clipByValue(tf.round(tf.div(x, step)), -most, most), step);
}
