/** The operations of a model on the heap: each is a kernel or two of `shaders/wasm`, forward and backward. */
import { dropoutKeys } from '../../../shaders/dropout/keys.ts';
import { composedFeedForward } from '../../domain/models/feedForward.ts';
import { addWith, joinByAdding, ontoWith } from '../ops/add.ts';
import { plainCrossEntropy, type BackendOps } from '../ops/contract.ts';
import { distillation } from '../ops/distillation.ts';
import { vectorInput } from '../ops/input.ts';
import { jeffreys } from '../ops/jeffreys.ts';
import { meanOverTime } from '../ops/meanOverTime.ts';
import { pairs } from '../ops/pairs.ts';
import { pool } from '../ops/pool.ts';
import { recurrentKinds } from '../ops/recurrentKinds.ts';
import { roundRows } from '../ops/roundRows.ts';
import { sinusoidTable } from '../ops/sinusoids.ts';
import { unlikelihood } from '../ops/unlikelihood.ts';
import { fakeQuantize, masked, scored } from '../ops/weights.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import { heapAttention } from './attention.ts';
import type { HeapBackend } from './backend.ts';
import type { Crew } from './crew.ts';
import type { Matrices } from './matrices.ts';
import { formulaLoss, type Amounts, type RowLosses } from './formulaLoss.ts';
import { heapHeadNorm } from './headNorm.ts';
import { columnGranule, elementGranule, type KernelName, type Kernels } from './module.ts';
import { heapRecurrent } from './recurrent.ts';
import { sequenceOps } from './sequences.ts';

export interface HeapParts {
  readonly backend: HeapBackend;
  readonly crew: Crew;
  readonly kernels: Kernels;
  readonly matrices: Matrices;
}

export function heapOps(parts: HeapParts): BackendOps {
  const { backend, crew, kernels, matrices } = parts;
  const address = (tensor: tf.Tensor): number => backend.addressOf(tensor);

  /** @param work operations for each element */
  const elementwise = (
    kernel: KernelName,
    inputs: readonly tf.Tensor[],
    work: number,
    rest: readonly number[] = [],
  ) => {
    const first = at(inputs, 0);
    const out = backend.allocate(first.shape);
    crew.run({
      kernel,
      args: [...inputs.map(address), address(out), first.size, ...rest],
      units: Math.ceil(first.size / elementGranule),
      operations: work * first.size,
    });
    return out;
  };

  function scaled(x: tf.Tensor, factor: number): tf.Tensor {
    const out = backend.allocate(x.shape);
    const units = Math.ceil(x.size / elementGranule);
    crew.run({ kernel: 'scale', args: [address(x), factor, address(out), x.size], units, operations: x.size });
    return out;
  }

  /** Through a mask that the backward pass draws once more. */
  const kept = (x: tf.Tensor, rest: readonly number[]): tf.Tensor => {
    const apply = (input: tf.Tensor): tf.Tensor => elementwise('dropout', [input], 10, rest);
    return withGradient({
      inputs: [x],
      forward: () => ({ output: apply(x), saved: [] }),
      backward: (gradient) => [apply(gradient)],
    });
  };

  const rowsOf = (x: tf.Tensor): readonly [number, number] => [x.shape[0] ?? 0, x.shape[1] ?? 0];

  /** @param bias null: by the root mean square, which has none */
  function norm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor | null, epsilon: number): tf.Tensor {
    const [rows, width] = rowsOf(x);
    const centred = bias ? 1 : 0;
    return withGradient({
      inputs: bias ? [x, gain, bias] : [x, gain],
      forward() {
        const output = backend.allocate([rows, width]);
        const statistics = backend.allocate([rows, 2]);
        crew.run({
          kernel: 'layerNorm',
          args: [
            ...[x, gain].map(address),
            bias ? address(bias) : 0,
            ...[output, statistics].map(address),
            width,
            epsilon,
            centred,
          ],
          units: rows,
          operations: 6 * x.size,
        });
        return { output, saved: [x, gain, statistics] };
      },
      backward(gradient, saved) {
        const [input, scale, statistics] = [at(saved, 0), at(saved, 1), at(saved, 2)];
        const forInput = backend.allocate([rows, width]);
        const forGain = backend.allocate([width]);
        const forBias = bias ? backend.allocate([width]) : null;
        crew.run({
          kernel: 'layerNormGradient',
          args: [...[input, scale, statistics, gradient, forInput].map(address), width, centred],
          units: rows,
          operations: 10 * x.size,
        });
        crew.run({
          kernel: 'layerNormWeightGradients',
          args: [
            ...[input, statistics, gradient, forGain].map(address),
            forBias ? address(forBias) : 0,
            rows,
            width,
            centred,
          ],
          units: Math.ceil(width / columnGranule),
          operations: 5 * x.size,
        });
        return forBias ? [forInput, forGain, forBias] : [forInput, forGain];
      },
    });
  }

  const add = addWith(tf.add);
  const sumOnto = ontoWith(add);

  const ops: Omit<BackendOps, 'feedForward'> = {
    layerNorm: norm,
    rmsNorm: (x, gain, epsilon) => norm(x, gain, null, epsilon),
    headNorm: (qkv, queryGain, keyGain, options) => heapHeadNorm(parts, qkv, queryGain, keyGain, options),
    attention: (qkv, options) => heapAttention(parts, qkv, options),
    ...sequenceOps(parts),
    rnn: (x, weights, time) => heapRecurrent(parts, recurrentKinds.rnn, x, weights, time),
    lstm: (x, weights, time) => heapRecurrent(parts, recurrentKinds.lstm, x, weights, time),
    gru: (x, weights, time) => heapRecurrent(parts, recurrentKinds.gru, x, weights, time),

    embedding: (ids, table) =>
      withGradient({
        inputs: [table],
        forward() {
          const [vocabulary, width] = rowsOf(table);
          const output = backend.allocate([ids.size, width]);
          crew.run({
            kernel: 'gather',
            args: [...[ids, table, output].map(address), vocabulary, width],
            units: ids.size,
            operations: output.size,
          });
          return { output, saved: [ids] };
        },
        backward(gradient, saved) {
          const [vocabulary, width] = rowsOf(table);
          const out = backend.allocate([vocabulary, width]);
          crew.run({
            kernel: 'gatherGradient',
            args: [...[at(saved, 0), gradient, out].map(address), ids.size, vocabulary, width],
            units: Math.ceil(width / columnGranule),
            operations: gradient.size,
          });
          return [out];
        },
      }),

    addPositions(x, positions, time) {
      const [rows, width] = rowsOf(x);
      const [longest] = rowsOf(positions);
      return withGradient({
        inputs: [x, positions],
        forward() {
          const output = backend.allocate([rows, width]);
          crew.run({
            kernel: 'addPositions',
            args: [...[x, positions, output].map(address), time, width],
            units: rows,
            operations: x.size,
          });
          return { output, saved: [] };
        },
        backward(gradient) {
          const out = backend.allocate([longest, width]);
          crew.run({
            kernel: 'positionsGradient',
            args: [...[gradient, out].map(address), rows / time, time, width],
            units: longest,
            operations: x.size,
          });
          return [tf.clone(gradient), out];
        },
      });
    },

    addSinusoids(x, time) {
      const [rows, width] = rowsOf(x);
      const factor = Math.sqrt(width);
      return withGradient({
        inputs: [x],
        forward() {
          const output = backend.allocate([rows, width]);
          const waves = tf.tensor(sinusoidTable(time, width), [time, width]);
          crew.run({
            kernel: 'addPositions',
            args: [...[scaled(x, factor), waves, output].map(address), time, width],
            units: rows,
            operations: x.size,
          });
          return { output, saved: [] };
        },
        backward: (gradient) => [scaled(gradient, factor)],
      });
    },

    linear(x, weight, bias, onto) {
      const product = withGradient({
        inputs: bias ? [x, weight, bias] : [x, weight],
        forward: () => ({ output: matrices.product(x, weight, bias), saved: [x, weight] }),
        backward(gradient, saved) {
          const forInput = matrices.rightTransposed(gradient, at(saved, 1));
          const forWeight = matrices.leftTransposed(at(saved, 0), gradient);
          return bias ? [forInput, forWeight, matrices.columnSums(gradient)] : [forInput, forWeight];
        },
      });
      return sumOnto(onto, product);
    },

    project: (x, table) =>
      withGradient({
        inputs: [x, table],
        forward: () => ({ output: matrices.rightTransposed(x, table), saved: [x, table] }),
        backward: (gradient, saved) => [
          matrices.product(gradient, at(saved, 1)),
          matrices.leftTransposed(gradient, at(saved, 0)),
        ],
      }),

    gelu: (x) =>
      withGradient({
        inputs: [x],
        forward: () => ({ output: elementwise('gelu', [x], 20), saved: [x] }),
        backward: (gradient, saved) => [elementwise('geluGradient', [at(saved, 0), gradient], 30)],
      }),

    relu: (x, power) =>
      withGradient({
        inputs: [x],
        forward: () => ({ output: elementwise('relu', [x], 2, [power]), saved: [x] }),
        backward: (gradient, saved) => [elementwise('reluGradient', [at(saved, 0), gradient], 3, [power])],
      }),

    swiglu(x) {
      const [rows, both] = rowsOf(x);
      const width = both / 2;
      const run = (kernel: KernelName, tensors: readonly tf.Tensor[], work: number): void =>
        crew.run({ kernel, args: [...tensors.map(address), width], units: rows, operations: work * rows * width });
      return withGradient({
        inputs: [x],
        forward() {
          const output = backend.allocate([rows, width]);
          run('swiglu', [x, output], 20);
          return { output, saved: [x] };
        },
        backward(gradient, saved) {
          const forInput = backend.allocate([rows, both]);
          run('swigluGradient', [at(saved, 0), gradient, forInput], 30);
          return [forInput];
        },
      });
    },

    tanh: (x) =>
      withGradient({
        inputs: [x],
        forward() {
          const output = elementwise('tanh', [x], 20);
          return { output, saved: [output] };
        },
        backward: (gradient, saved) => [elementwise('tanhGradient', [at(saved, 0), gradient], 3)],
      }),

    // The stock operation has our kernel in the registry (stock.ts).
    add,
    join: joinByAdding,
    distillation,
    unlikelihood,
    jeffreys,
    meanOverTime,
    pairs,
    masked,
    scored,
    fakeQuantize,
    roundRows,
    input: vectorInput,
    pool,

    columnSizes(x) {
      const [rows, width] = rowsOf(x);
      const output = backend.allocate([2, width]);
      crew.run({
        kernel: 'columnSizes',
        args: [...[x, output].map(address), rows, width],
        units: Math.ceil(width / columnGranule),
        operations: 3 * x.size,
      });
      return output;
    },

    dropout(x, rate, seed, perStep) {
      const { key, second, threshold, keep } = dropoutKeys(seed, perStep(), rate);
      return kept(x, [key | 0, second | 0, threshold, keep]);
    },

    // A mask that keeps everything.
    scaled: (x, factor) => kept(x, [0, 0, 0, factor()]),

    crossEntropy(logits, targets, perStep, options = plainCrossEntropy) {
      const counted = perStep();
      const [rows, vocabulary] = rowsOf(logits);
      const pass = (amounts: Amounts, weights: tf.Tensor | null): RowLosses => {
        const losses = backend.allocate([rows]);
        const gradient = backend.allocate([rows, vocabulary]);
        crew.run({
          kernel: 'crossEntropy',
          args: [
            ...[logits, targets, losses, gradient].map(address),
            weights ? address(weights) : 0,
            vocabulary,
            counted,
            amounts.smoothing,
            amounts.focus,
            amounts.normaliser,
            amounts.confidence,
          ],
          units: rows,
          operations: 20 * logits.size,
        });
        return { losses, gradient };
      };
      const { formula } = options;
      const vector = (values: Float32Array): tf.Tensor => tf.tensor1d(values);
      return withGradient({
        inputs: [logits],
        forward() {
          const { losses, gradient } = formula
            ? formulaLoss({
                formula,
                options,
                targets: Int32Array.from(targets.dataSync()),
                vocabulary,
                pass: (amounts, weights) => pass(amounts, weights && vector(weights)),
                add: (a, b) => tf.add(a, b),
                vector,
              })
            : pass(options, options.weights);
          return { output: tf.scalar(kernels.sum(address(losses), rows) / counted), saved: [gradient] };
        },
        backward(gradient, saved) {
          const [factor = Number.NaN] = gradient.dataSync();
          const difference = at(saved, 0);
          return [factor === 1 ? tf.clone(difference) : scaled(difference, factor)];
        },
      });
    },
  };
  return { ...ops, feedForward: composedFeedForward(ops) };
}
