/** Parameters and optimizer state on the heap, updated in place by the compiled formula of the optimizer. */
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { directionState, isStaged, type Hyper } from '../../domain/optimizers/contract.ts';
import { compileUpdate, squaresAt, squaresBytes, type SquareSums } from '../../domain/optimizers/updateModule.ts';
import { stockMatrixOps } from '../ops/matrixOps.ts';
import * as tf from '../tf.ts';
import { mapFactors, runStage } from '../train/matrixStage.ts';
import {
  hostClimber,
  mapSpecs,
  startOf,
  updateOf,
  type ParameterStore,
  type StoreOptions,
} from '../train/parameters.ts';
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
  const kept: tf.Tensor[] = [];
  const keep = (shape: readonly number[]): tf.Tensor => {
    const tensor = tf.keep(backend.allocate(shape));
    kept.push(tensor);
    return tensor;
  };
  const inHeap = (values: Float32Array | undefined, spec: Pick<TensorSpec, 'shape'>): tf.Tensor => {
    const tensor = keep(spec.shape);
    const array = heap.floats(backend.addressOf(tensor), tensor.size);
    if (values === undefined) array.fill(0);
    else array.set(values);
    return tensor;
  };
  const open = () => ({
    values: mapSpecs(specs, (spec) => inHeap(weight(weights, spec.name), spec)),
    states: optimizer.state.map((name) =>
      mapSpecs(specs, (spec) =>
        inHeap(state?.[name]?.[spec.name] ?? startOf(optimizer, name, weight(weights, spec.name)) ?? undefined, spec),
      ),
    ),
    factors: mapFactors(optimizer, specs, (kind, name, shape) => inHeap(state?.[kind]?.[name], { shape })),
    scalars: keep([1 + optimizer.scalars.length]),
    sums: keep([squaresBytes / 4]),
  });
  const { values, states, factors, scalars, sums } = orDispose(kept, open);
  const update = compileUpdate(optimizer, heap.memory, mostPages);

  const addressIn = (tensors: Weights<tf.Tensor>, name: string): number => backend.addressOf(weight(tensors, name));
  const copies = (tensors: Weights<tf.Tensor>): Weights<Float32Array> =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]));
  const allStates: Readonly<Record<string, Weights<tf.Tensor>>> = {
    ...Object.fromEntries(optimizer.state.map((kind, k) => [kind, states[k] ?? {}])),
    ...factors,
  };

  const evaluated = optimizer.evaluated === undefined ? values : weight(allStates, optimizer.evaluated);

  const inPlace = (tensors: Weights<tf.Tensor>, name: string): Float32Array =>
    heap.floats(addressIn(tensors, name), weight(tensors, name).size);

  return {
    ...hostClimber(specs, (name, gradients) => [
      inPlace(values, name),
      gradients ? inPlace(gradients, name) : new Float32Array(),
    ]),
    tensors: () => values,
    evaluated: () => evaluated,
    apply(gradients, request, loss) {
      const { learningRate, step, clipNorm } = request();
      let squares = 0;
      for (const { name } of specs) squares += kernels.squares(addressIn(gradients, name), weight(values, name).size);
      const hyperOf = (spec: TensorSpec): Hyper =>
        optimizer.hyper(settings(), learningRate, step, spec.decay, isStaged(optimizer, spec));
      const directAll = (factor: number): void =>
        runStage(
          optimizer,
          settings(),
          specs,
          {
            ops: stockMatrixOps,
            parameter: ({ name }, sides) => tf.reshape(weight(values, name), [...sides]),
            gradient: ({ name }, sides) => tf.reshape(weight(gradients, name), [...sides]),
            state: (kind, { name }, sides) => tf.reshape(weight(weight(allStates, kind), name), [...sides]),
            clipFactor: tf.scalar(factor),
            hyper: (spec) =>
              Object.fromEntries(Object.entries(hyperOf(spec)).map(([key, value]) => [key, tf.scalar(value)])),
            keep(kind, { name }, value) {
              const target = weight(weight(allStates, kind), name);
              heap.floats(backend.addressOf(target), target.size).set(value.dataSync());
            },
          },
          (work) => tf.tidy(work),
        );
      const updateAll = (factor: number): readonly SquareSums[] => {
        tf.tidy(() => directAll(factor));
        return specs.map((spec) => {
          const { name } = spec;
          const hyper = hyperOf(spec);
          heap
            .floats(backend.addressOf(scalars), scalars.size)
            .set([factor, ...optimizer.scalars.map((scalar) => hyper[scalar] ?? Number.NaN)]);
          const addresses = [gradients, values, ...states].map((tensors) => addressIn(tensors, name));
          update(4 * weight(values, name).size, ...addresses, backend.addressOf(scalars), backend.addressOf(sums));
          return squaresAt(heap.memory, backend.addressOf(sums));
        });
      };
      return updateOf(Math.sqrt(squares), loss, clipNorm, specs.length, updateAll);
    },
    weights: () => Promise.resolve(copies(values)),
    evaluatedWeights: () => Promise.resolve(copies(evaluated)),
    state: () =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(allStates)
            .filter(([kind]) => kind !== directionState)
            .map(([kind, tensors]) => [kind, copies(tensors)]),
        ),
      ),
    dispose: () => tf.dispose(kept),
  };
}

/** A heap that runs out in the middle must not keep the part that fitted. */
function orDispose<T>(tensors: tf.Tensor[], make: () => T): T {
  try {
    return make();
  } catch (thrown) {
    tf.dispose(tensors);
    throw thrown;
  }
}
