/** Rows beside those before them: a shifted copy of the sequences for each place of the window. */
import * as tf from '../tf.ts';
import { withGradient } from './withGradient.ts';

export function window(x: tf.Tensor, length: number, time: number): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const batch = rows / time;
  const steps = (values: tf.Tensor): tf.Tensor => tf.reshape(values, [batch, time, width]);
  /** In the order of the blocks. Nothing lies so far back that no row of a sequence sees it. */
  const lags = Array.from({ length }, (_, j) => Math.min(length - 1 - j, time));
  return withGradient({
    inputs: [x],
    forward() {
      const sequences = steps(x);
      const blocks = lags.map((lag) =>
        tf.pad(tf.slice(sequences, [0, 0, 0], [batch, time - lag, width]), [
          [0, 0],
          [lag, 0],
          [0, 0],
        ]),
      );
      return { output: tf.reshape(tf.concat(blocks, 2), [rows, length * width]), saved: [] };
    },
    backward(gradient) {
      const wide = tf.reshape(gradient, [batch, time, length * width]);
      const parts = lags.map((lag, j) =>
        tf.pad(tf.slice(wide, [0, lag, j * width], [batch, time - lag, width]), [
          [0, 0],
          [0, lag],
          [0, 0],
        ]),
      );
      return [tf.reshape(tf.addN(parts as tf.Tensor3D[]), [rows, width])];
    },
  });
}
