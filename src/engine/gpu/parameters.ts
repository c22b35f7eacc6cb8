/** Parameters that stay on the GPU and are updated in place, one dispatch per tensor; only the gradient norm is read back. */
import { clipIndex, clipLength, gradNormFinish, gradSquares, slotLength } from '../../../shaders/grad-norm/kernel.ts';
import { optimizerUpdate } from '../../../shaders/optimizer-update/kernel.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { mapSpecs, type ParameterStore, type StoreOptions } from '../train/parameters.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

const bytesPerFloat = 4;

export function gpuParameters(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  { specs, optimizer, settings, weights, state }: StoreOptions,
): ParameterStore {
  const lengthOf = (spec: TensorSpec): number => weight(weights, spec.name).length;
  const onDevice = (values: Float32Array, shape: readonly number[]): tf.Tensor => {
    const tensor = tf.keep(tf.tensor(values.slice(), [...shape]));
    encoder.bufferOf(tensor);
    return tensor;
  };
  const values = mapSpecs(specs, (spec) => onDevice(weight(weights, spec.name), spec.shape));
  const states = Object.fromEntries(
    optimizer.state.map((name) => [
      name,
      mapSpecs(specs, (spec) => onDevice(state?.[name]?.[spec.name] ?? new Float32Array(lengthOf(spec)), spec.shape)),
    ]),
  );
  const update = optimizerUpdate(optimizer);
  const slots = specs.reduce((sum, spec) => sum + slotLength(lengthOf(spec)), 0);

  /** Norm of all gradients, clip factor and count of what is not finite. */
  const measure = (gradients: Weights<tf.Tensor>, clipNorm: number): tf.Tensor => {
    const partials = encoder.allocate([slots]);
    let offset = 0;
    for (const spec of specs) {
      const length = lengthOf(spec);
      runner.run(gradSquares, { length }, [
        weight(gradients, spec.name),
        { whole: partials, offsetBytes: offset * bytesPerFloat },
      ]);
      offset += slotLength(length);
    }
    const clip = encoder.allocate([clipLength]);
    runner.run(gradNormFinish, { slots }, [partials, tf.tensor1d([clipNorm]), clip]);
    return clip;
  };

  const read = async (tensors: Weights<tf.Tensor>): Promise<Weights<Float32Array>> => {
    const arrays = await Promise.all(specs.map((spec) => weight(tensors, spec.name).data()));
    // The backend keeps what it has read as the tensor's value; the next update would leave it stale.
    for (const spec of specs) encoder.written(weight(tensors, spec.name));
    return Object.fromEntries(specs.map((spec, i) => [spec.name, (arrays[i] as Float32Array).slice()]));
  };

  return {
    tensors: () => values,
    async apply(gradients, { learningRate, step, clipNorm }) {
      const clip = tf.tidy(() => {
        const measured = measure(gradients, clipNorm);
        const hyperFor = (decays: boolean): tf.Tensor => {
          const hyper = optimizer.hyper(settings(), learningRate, step, decays);
          return tf.tensor1d(optimizer.scalars.map((name) => hyper[name] ?? Number.NaN));
        };
        const hyper = { decaying: hyperFor(true), plain: hyperFor(false) };
        for (const spec of specs) {
          runner.run(update, { length: lengthOf(spec) }, [
            weight(gradients, spec.name),
            spec.decay ? hyper.decaying : hyper.plain,
            measured,
            weight(values, spec.name),
            ...optimizer.state.map((name) => weight(weight(states, name), spec.name)),
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
      const entries = await Promise.all(
        optimizer.state.map(async (name) => [name, await read(weight(states, name))] as const),
      );
      return Object.fromEntries(entries);
    },
    dispose: () => tf.dispose([values, states]),
  };
}
