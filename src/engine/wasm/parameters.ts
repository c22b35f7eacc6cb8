/** Parameters and optimizer state on the heap, updated in place by the compiled formula of the optimizer. */
import { TrimtabError } from '../../domain/core/errors.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { compileUpdate } from '../../domain/optimizers/updateModule.ts';
import * as tf from '../tf.ts';
import { clipFactor, mapSpecs, type ParameterStore, type StoreOptions } from '../train/parameters.ts';
import type { HeapBackend } from './backend.ts';
import type { Kernels } from './module.ts';

interface Parts {
  readonly backend: HeapBackend;
  readonly kernels: Kernels;
  /** Null where the memory is not shared. */
  readonly mostPages: number | null;
}

export function heapParameters(
  { backend, kernels, mostPages }: Parts,
  { specs, optimizer, settings, weights, state }: StoreOptions,
): ParameterStore {
  const { heap } = backend;
  const inHeap = (values: Float32Array | undefined, spec: TensorSpec): tf.Tensor => {
    const tensor = tf.keep(backend.allocate(spec.shape));
    const array = heap.floats(backend.addressOf(tensor), tensor.size);
    if (values === undefined) array.fill(0);
    else array.set(values);
    return tensor;
  };
  const values = mapSpecs(specs, (spec) => inHeap(weight(weights, spec.name), spec));
  const states = optimizer.state.map((name) => mapSpecs(specs, (spec) => inHeap(state?.[name]?.[spec.name], spec)));
  const update = compileUpdate(optimizer, heap.memory, mostPages);
  const scalars = heap.allocate(4 * (1 + optimizer.scalars.length));

  const addressIn = (tensors: Weights<tf.Tensor>, name: string): number => backend.addressOf(weight(tensors, name));
  const copies = (tensors: Weights<tf.Tensor>): Weights<Float32Array> =>
    mapSpecs(specs, ({ name }) => weight(tensors, name).dataSync() as Float32Array);

  return {
    tensors: () => values,
    apply(gradients, { learningRate, step, clipNorm }) {
      let squares = 0;
      for (const { name } of specs) squares += kernels.squares(addressIn(gradients, name), weight(values, name).size);
      const gradNorm = Math.sqrt(squares);
      if (!Number.isFinite(gradNorm)) throw new TrimtabError('non-finite', { what: 'gradNorm', step });
      for (const { name, decay } of specs) {
        const hyper = optimizer.hyper(settings(), learningRate, step, decay);
        heap
          .floats(scalars, 1 + optimizer.scalars.length)
          .set([clipFactor(gradNorm, clipNorm), ...optimizer.scalars.map((scalar) => hyper[scalar] ?? Number.NaN)]);
        const addresses = [gradients, values, ...states].map((tensors) => addressIn(tensors, name));
        update(4 * weight(values, name).size, ...addresses, scalars);
      }
      return Promise.resolve({ gradNorm });
    },
    weights: () => Promise.resolve(copies(values)),
    state: () => Promise.resolve(Object.fromEntries(optimizer.state.map((name, k) => [name, copies(states[k] ?? {})]))),
    dispose() {
      for (const tensors of [values, ...states]) tf.dispose(Object.values(tensors));
      heap.release(scalars);
    },
  };
}
