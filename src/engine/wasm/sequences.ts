/** Operations that look along a sequence and have no weights, on the heap. */
import type { BackendOps } from '../ops/contract.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { HeapParts } from './ops.ts';

export function sequenceOps({ backend, crew }: HeapParts): Pick<BackendOps, 'minGru' | 'window'> {
  const addresses = (tensors: readonly tf.Tensor[]): readonly number[] =>
    tensors.map((tensor) => backend.addressOf(tensor));
  const sides = (x: tf.Tensor): readonly [number, number] => [x.shape[0] ?? 0, x.shape[1] ?? 0];

  return {
    minGru(sums, time) {
      const [rows, both] = sides(sums);
      const width = both / 2;
      const walk = (kernel: 'minGru' | 'minGruGradient', operands: readonly tf.Tensor[]): void =>
        crew.run({
          kernel,
          args: [...addresses(operands), time, width],
          units: rows / time,
          operations: 40 * rows * width,
          scratchBytes: 4 * width,
        });
      return withGradient({
        inputs: [sums],
        forward() {
          const output = backend.allocate([rows, width]);
          walk('minGru', [sums, output]);
          return { output, saved: [sums, output] };
        },
        backward(gradient, saved) {
          const forSums = backend.allocate([rows, both]);
          walk('minGruGradient', [at(saved, 0), at(saved, 1), gradient, forSums]);
          return [forSums];
        },
      });
    },

    window(x, length, time) {
      const [rows, width] = sides(x);
      const copy = (kernel: 'window' | 'windowGradient', operands: readonly tf.Tensor[]): void =>
        crew.run({
          kernel,
          args: [...addresses(operands), time, width, length],
          units: rows,
          operations: length * x.size,
        });
      return withGradient({
        inputs: [x],
        forward() {
          const output = backend.allocate([rows, length * width]);
          copy('window', [x, output]);
          return { output, saved: [] };
        },
        backward(gradient) {
          const forInput = backend.allocate([rows, width]);
          copy('windowGradient', [gradient, forInput]);
          return [forInput];
        },
      });
    },
  };
}
