/**
 * Parameters that stay on the GPU and are updated in place. Values, gradients and every state of the optimizer lie in one
 * buffer each, so an update is four dispatches however many tensors there are; only the gradient norm is read back.
 */
import { clipIndex, clipLength, gradNormFinish, gradSquares, slotLength } from '../../../shaders/grad-norm/kernel.ts';
import { optimizerUpdate } from '../../../shaders/optimizer-update/kernel.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { mapSpecs, type ParameterStore, type StoreOptions } from '../train/parameters.ts';
import * as tf from '../tf.ts';
import { arenaOf } from './arena.ts';
import type { KernelRunner, Part } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

const bytesPerFloat = 4;

export function gpuParameters(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  { specs, optimizer, settings, weights, state }: StoreOptions,
): ParameterStore {
  const arena = arenaOf(specs);
  const onDevice = (values: Float32Array): tf.Tensor => {
    const tensor = tf.keep(tf.tensor1d(values));
    encoder.rangeOf(tensor);
    return tensor;
  };
  const partOf = (whole: tf.Tensor, start: number): Part => ({ whole, offsetBytes: start * bytesPerFloat });
  const values = onDevice(arena.join(weights));
  const gradientValues = onDevice(new Float32Array(arena.length));
  const states = optimizer.state.map((name) => {
    const before = state?.[name];
    return { name, whole: onDevice(before ? arena.join(before) : new Float32Array(arena.length)) };
  });
  const tensors = mapSpecs(specs, ({ name, shape }) =>
    tf.keep(encoder.view(values, weight(arena.parts, name).start * bytesPerFloat, shape)),
  );
  const update = optimizerUpdate(optimizer);

  /** Norm of all gradients, clip factor and count of what is not finite. */
  const measure = (clipNorm: number): tf.Tensor => {
    const slots = slotLength(arena.length);
    const partials = encoder.allocate([slots]);
    const clip = encoder.allocate([clipLength]);
    runner.run(gradSquares, { length: arena.length }, [gradientValues, partials]);
    runner.run(gradNormFinish, { slots }, [partials, tf.tensor1d([clipNorm]), clip]);
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
    async apply(gradients, { learningRate, step, clipNorm }) {
      const clip = tf.tidy(() => {
        for (const { name } of specs) {
          const { start } = weight(arena.parts, name);
          encoder.copy(weight(gradients, name), gradientValues, start * bytesPerFloat);
        }
        const measured = measure(clipNorm);
        for (const [{ start, length }, decays] of [
          [arena.decaying, true],
          [arena.plain, false],
        ] as const) {
          if (length === 0) continue;
          const scalars = optimizer.hyper(settings(), learningRate, step, decays);
          const hyper = tf.tensor1d(optimizer.scalars.map((name) => scalars[name] ?? Number.NaN));
          runner.run(update, { length }, [
            partOf(gradientValues, start),
            hyper,
            measured,
            partOf(values, start),
            ...states.map(({ whole }) => partOf(whole, start)),
          ]);
        }
        return measured;
      });
      const result = await clip.data();
      clip.dispose();
      if (result[clipIndex.nonFinite] !== 0) throw new TrimtabError('non-finite', { what: 'gradNorm', step });
      return { gradNorm: result[clipIndex.norm] ?? Number.NaN };
    },
    weights: () => read(values),
    async state() {
      const entries = states.map(async ({ name, whole }) => [name, await read(whole)] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
    dispose() {
      // What is recorded still uses the buffers behind the views, which the backend does not know of.
      encoder.flush();
      tf.dispose([tensors, values, gradientValues, states.map(({ whole }) => whole)]);
    },
  };
}
