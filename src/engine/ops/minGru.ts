/**
 * The recurrence of minGRU on the CPU: a plain loop over time, for the reasons of recurrent.ts. Gates and candidates are
 * stock operations on all steps at once, because they see only the input.
 */
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

export function minGru(sums: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, both = 0] = sums.shape;
  const width = both / 2;
  const split = (): readonly [tf.Tensor, tf.Tensor] => {
    const halves = tf.split(sums, 2, 1);
    return [at(halves, 0), at(halves, 1)];
  };
  return withGradient({
    inputs: [sums],
    forward() {
      const [forGate, forCandidate] = split();
      const gate = tf.sigmoid(forGate);
      const made = tf.where(tf.greaterEqual(forCandidate, 0), tf.add(forCandidate, 0.5), tf.sigmoid(forCandidate));
      const [z, c] = [gate.dataSync(), made.dataSync()];
      const hiddens = new Float32Array(rows * width);
      for (let i = 0; i < hiddens.length; i++) {
        const before = Math.floor(i / width) % time === 0 ? 0 : (hiddens[i - width] as number);
        hiddens[i] = (1 - (z[i] as number)) * before + (z[i] as number) * (c[i] as number);
      }
      const output = tf.tensor(hiddens, [rows, width]);
      return { output, saved: [gate, made, forCandidate, output] };
    },
    backward(gradient, saved) {
      const [z, c, a, h] = [0, 1, 2, 3].map((place) => at(saved, place).dataSync() as Float32Array) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const upstream = gradient.dataSync();
      const forSums = new Float32Array(rows * both);
      const carried = new Float32Array(width);
      for (let row = rows - 1; row >= 0; row--) {
        if ((row + 1) % time === 0) carried.fill(0);
        for (let unit = 0; unit < width; unit++) {
          const i = row * width + unit;
          const [gate, made] = [z[i] as number, c[i] as number];
          const before = row % time === 0 ? 0 : (h[i - width] as number);
          const given = (upstream[i] as number) + (carried[unit] as number);
          forSums[row * both + unit] = given * (made - before) * gate * (1 - gate);
          forSums[row * both + width + unit] = given * gate * ((a[i] as number) >= 0 ? 1 : made * (1 - made));
          carried[unit] = given * (1 - gate);
        }
      }
      return [tf.tensor(forSums, [rows, both])];
    },
  });
}
