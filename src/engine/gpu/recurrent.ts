/** A recurrent layer over our kernels: products for all steps at once, the walk through time in one dispatch, each way. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import type { Kernel } from '../../../shaders/common/kernel.ts';
import type { RecurrentShape } from '../../../shaders/common/recurrent/layer.ts';
import { copyTwice } from '../../../shaders/copy/kernel.ts';
import { gruBackward, gruForward, gruScratchLength } from '../../../shaders/gru/kernel.ts';
import { lstmBackward, lstmForward, lstmScratchLength } from '../../../shaders/lstm/kernel.ts';
import { rnnBackward, rnnForward, rnnScratchLength } from '../../../shaders/rnn/kernel.ts';
import { stridedSum } from '../../../shaders/sum/kernel.ts';
import { walkBack, walkThere, type RecurrentKind } from '../ops/recurrentKinds.ts';
import type { GradientPlaces } from '../ops/tape.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import { gpuSum } from './add.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { Products } from './products.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

interface Walk {
  /** Binds what `walkThere` lists, then the states one step earlier. */
  readonly forward: Kernel<RecurrentShape>;
  /** Binds what `walkBack` lists, then scratch. */
  readonly backward: Kernel<RecurrentShape>;
  readonly scratchLength: (shape: RecurrentShape) => number;
}

const walks: Readonly<Record<RecurrentKind['id'], Walk>> = {
  rnn: { forward: rnnForward, backward: rnnBackward, scratchLength: rnnScratchLength },
  lstm: { forward: lstmForward, backward: lstmBackward, scratchLength: lstmScratchLength },
  gru: { forward: gruForward, backward: gruBackward, scratchLength: gruScratchLength },
};

export interface RecurrentParts {
  readonly runner: KernelRunner;
  readonly encoder: TfjsEncoder;
  readonly products: Products;
}

export function gpuRecurrent(
  { runner, encoder, products }: RecurrentParts,
  kind: RecurrentKind,
  x: tf.Tensor,
  weights: RecurrentWeights<tf.Tensor>,
  time: number,
): tf.Tensor {
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const [rows = 0, inputs = 0] = x.shape;
  const [width = 0] = weightHidden.shape;
  const columns = kind.sums * width;
  const allocate = (size: readonly number[]): tf.Tensor => encoder.allocate(size);
  const walk = walks[kind.id];
  const shape: RecurrentShape = { batch: rows / time, time, width };
  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      const bias = kind.addsBiases ? gpuSum(runner, encoder, biasInput, biasHidden) : biasInput;
      const sums = allocate([rows, columns]);
      products.multiply('NN', { rows, columns, inner: inputs }, [x, weightInput], { bias }, sums);
      const { operands, output, kept } = walkThere(kind, sums, weights, allocate);
      const earlier = allocate([rows, width]);
      runner.run(walk.forward, shape, [...operands, earlier]);
      return { output, saved: [x, weightInput, weightHidden, earlier, ...kept] };
    },
    backward(gradient, saved, places) {
      const [input, wInput, wHidden, earlier] = [at(saved, 0), at(saved, 1), at(saved, 2), at(saved, 3)];
      const back = walkBack(kind, saved.slice(4), wHidden, earlier, gradient, allocate);
      const { operands, forSums, forRecurrent } = back;
      runner.run(walk.backward, shape, [...operands, allocate([walk.scratchLength(shape)])]);
      const forInput = places.store(0) ?? allocate([rows, inputs]);
      const forWeightInput = places.store(1) ?? allocate([inputs, columns]);
      const forWeightHidden = places.store(2) ?? allocate([width, columns]);
      // Where both biases get it, of its own: one buffer cannot be read and written in one dispatch.
      const forBias = (kind.splits ? places.store(3) : null) ?? allocate([columns]);
      const forInputSide = [forInput, forWeightInput, forBias] as const;
      products.gradients({ rows, inputs, outputs: columns }, [input, wInput, forSums], forInputSide);
      const ofHidden = { rows: width, columns, inner: rows };
      products.multiply('TN', ofHidden, [earlier, forRecurrent], { gradient: 'right' }, forWeightHidden);
      const forBiases = kind.splits ? [forBias, recurrentBias(forRecurrent, places)] : forBoth(forBias, places);
      return [forInput, forWeightInput, forWeightHidden, ...forBiases];
    },
  });

  function recurrentBias(forRecurrent: tf.Tensor, places: GradientPlaces): tf.Tensor {
    const forBias = places.store(4) ?? allocate([columns]);
    runner.run(stridedSum, { inputs: rows * columns, stride: columns, outputs: columns }, [forRecurrent, forBias]);
    return forBias;
  }

  /** The one gradient of two biases that are added to each other, in the places of both. */
  function forBoth(forBias: tf.Tensor, places: GradientPlaces): readonly tf.Tensor[] {
    const [first, second] = [places.store(3), places.store(4)];
    if (!first || !second) return [forBias, tf.clone(forBias)];
    runner.run(copyTwice, { length: columns }, [forBias, first, second]);
    return [first, second];
  }
}
