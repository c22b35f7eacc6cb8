/**
 * Parameters that stay on the GPU and are updated in place. Values, gradients and every state of the optimizer lie in one
 * buffer each, so an update is five dispatches however many tensors there are; only norms are read back.
 */
import { clipLength, gradNormFinish, gradSquares, slotLength } from '../../../shaders/grad-norm/kernel.ts';
import { optimizerUpdate } from '../../../shaders/optimizer-update/kernel.ts';
import { stridedSum } from '../../../shaders/sum/kernel.ts';
import { normsPerTensor, tensorNorms } from '../../../shaders/tensor-norms/kernel.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import type { PerStep } from '../ops/contract.ts';
import type { GradientTargets } from '../ops/tape.ts';
import { mapSpecs, type ParameterStore, type StoreOptions } from '../train/parameters.ts';
import * as tf from '../tf.ts';
import { arenaOf } from './arena.ts';
import { squaresLayout } from './squaresLayout.ts';
import type { KernelRunner, Part } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

const bytesPerFloat = 4;

export function gpuParameters(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  { specs, optimizer, settings, weights, state }: StoreOptions,
): ParameterStore {
  const arena = arenaOf(specs);
  const partOf = (whole: tf.Tensor, start: number): Part => ({ whole, offsetBytes: start * bytesPerFloat });
  const values = encoder.upload(arena.join(weights));
  const gradientValues = encoder.upload(new Float32Array(arena.length));
  const states = optimizer.state.map((name) => {
    const before = state?.[name];
    return { name, whole: encoder.upload(before ? arena.join(before) : new Float32Array(arena.length)) };
  });
  const viewsOf = (whole: tf.Tensor): Weights<tf.Tensor> =>
    mapSpecs(specs, ({ name, shape }) =>
      tf.keep(encoder.view(whole, weight(arena.parts, name).start * bytesPerFloat, shape)),
    );
  const tensors = viewsOf(values);
  const gradientViews = viewsOf(gradientValues);
  const targets: GradientTargets = {
    of: new Map(Object.entries(tensors).map(([name, { id }]) => [id, weight(gradientViews, name)])),
    move(gradient, target) {
      // A sum over one block is a copy.
      const shape = { inputs: target.size, stride: target.size, outputs: target.size };
      runner.run(stridedSum, shape, [gradient, target]);
    },
  };
  const update = optimizerUpdate(optimizer);
  const layout = squaresLayout(arena, specs);
  const rows = encoder.upload(layout.rows);

  /** Norm of all gradients, clip factor and count of what is not finite. */
  const measure = (clipNorm: PerStep<number>): tf.Tensor => {
    const slots = slotLength(arena.length);
    const partials = encoder.allocate([slots]);
    const clip = encoder.allocate([clipLength]);
    runner.run(gradSquares, { length: arena.length }, [gradientValues, partials]);
    const limit = encoder.input(() => Float32Array.of(clipNorm()));
    runner.run(gradNormFinish, { slots }, [partials, limit, clip]);
    return clip;
  };

  const read = async (whole: tf.Tensor): Promise<Weights<Float32Array>> => {
    const all = (await whole.data()) as Float32Array;
    // The backend keeps what it has read as the tensor's value; the next update would leave it stale.
    encoder.written(whole);
    return arena.split(all);
  };

  return {
    tensors: () => tensors,
    targets,
    apply: (_gradients, request) =>
      tf.tidy(() => {
        const measures = measure(() => request().clipNorm);
        const squares = encoder.allocate([layout.length]);
        for (const [{ start, length }, squaresStart, decays] of [
          [arena.decaying, layout.decayingStart, true],
          [arena.plain, layout.plainStart, false],
        ] as const) {
          if (length === 0) continue;
          const hyper = encoder.input(() => {
            const { learningRate, step } = request();
            const scalars = optimizer.hyper(settings(), learningRate, step, decays);
            return Float32Array.from(optimizer.scalars, (name) => scalars[name] ?? Number.NaN);
          });
          runner.run(update, { length }, [
            partOf(gradientValues, start),
            hyper,
            measures,
            partOf(values, start),
            partOf(squares, squaresStart),
            ...states.map(({ whole }) => partOf(whole, start)),
          ]);
        }
        const norms = encoder.allocate([normsPerTensor * specs.length]);
        runner.run(tensorNorms, { tensors: specs.length, squares: layout.length }, [squares, rows, norms]);
        return { measures, norms };
      }),
    weights: () => read(values),
    async state() {
      const entries = states.map(async ({ name, whole }) => [name, await read(whole)] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
    dispose() {
      tf.dispose([tensors, gradientViews, values, gradientValues, rows, states.map(({ whole }) => whole)]);
      encoder.trim();
    },
  };
}
