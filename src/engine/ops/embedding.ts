/** Token and position embeddings. The gradient of a table adds the rows of equal ids in their order. */
import * as tf from '../tf.ts';
import { columnSums } from './products.ts';
import { at, withGradient } from './withGradient.ts';

export function embedding(ids: tf.Tensor, table: tf.Tensor): tf.Tensor {
  return withGradient({
    inputs: [table],
    forward: () => ({ output: tf.gather(table, ids), saved: [ids] }),
    backward: (gradient, saved) => [tableGradient(at(saved, 0), gradient, table.shape)],
  });
}

function tableGradient(ids: tf.Tensor, gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const [vocabulary = 0, width = 0] = shape;
  const rows = gradient.dataSync();
  const sums = new Float32Array(vocabulary * width);
  ids.dataSync().forEach((id, row) => {
    for (let d = 0; d < width; d++) sums[id * width + d] = (sums[id * width + d] ?? 0) + (rows[row * width + d] ?? 0);
  });
  return tf.tensor(sums, shape);
}

/** x [B·T, D] + positions [T, D]; the table may be longer than `time`. */
export function addPositions(x: tf.Tensor, positions: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const [longest = 0] = positions.shape;
  const batch = rows / time;
  return withGradient({
    inputs: [x, positions],
    forward: () => {
      const used = tf.slice(positions, [0, 0], [time, width]);
      return { output: tf.reshape(tf.add(tf.reshape(x, [batch, time, width]), used), [rows, width]), saved: [] };
    },
    backward(gradient) {
      const perPosition = tf.reshape(columnSums(tf.reshape(gradient, [batch, time * width])), [time, width]);
      return [
        tf.clone(gradient),
        time === longest
          ? perPosition
          : tf.pad(perPosition, [
              [0, longest - time],
              [0, 0],
            ]),
      ];
    },
  });
}
