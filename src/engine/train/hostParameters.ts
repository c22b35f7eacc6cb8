/** Parameters as typed arrays: the store for the CPU, where a copy into the backend is cheap and code is plain. */
import { weight } from '../../domain/models/initialize.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { directionState, isStaged, type Hyper } from '../../domain/optimizers/contract.ts';
import { updateArrays } from '../../domain/optimizers/updateArrays.ts';
import type { SquareSums } from '../../domain/optimizers/updateModule.ts';
import { stockMatrixOps } from '../ops/matrixOps.ts';
import * as tf from '../tf.ts';
import { mapFactors, runStage } from './matrixStage.ts';
import { mapSpecs, updateOf, type ParameterStore, type StoreOptions } from './parameters.ts';

export function hostParameters({ specs, optimizer, settings, weights, state }: StoreOptions): ParameterStore {
  const values = mapSpecs(specs, (spec) => weight(weights, spec.name).slice());
  const opened = (kind: string, tensor: string, length: number): Float32Array =>
    state?.[kind]?.[tensor]?.slice() ?? new Float32Array(length);
  const states = {
    ...Object.fromEntries(
      optimizer.state.map((kind) => [
        kind,
        mapSpecs(specs, ({ name }) => opened(kind, name, weight(values, name).length)),
      ]),
    ),
    ...mapFactors(optimizer, specs, (kind, name, [rows, columns]) => opened(kind, name, rows * columns)),
  };
  const copies = (arrays: Weights<Float32Array>): Weights<Float32Array> =>
    Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
  let tensors: Weights<tf.Tensor> | null = null;
  const dispose = (): void => {
    if (tensors) tf.dispose(Object.values(tensors));
    tensors = null;
  };

  return {
    tensors() {
      tensors ??= mapSpecs(specs, (spec) => tf.keep(tf.tensor(weight(values, spec.name).slice(), [...spec.shape])));
      return tensors;
    },
    apply(gradients, request) {
      const { learningRate, step, clipNorm } = request();
      const arrays = mapSpecs(specs, (spec) => weight(gradients, spec.name).dataSync() as Float32Array);
      let squares = 0;
      for (const spec of specs) for (const g of weight(arrays, spec.name)) squares += g * g;
      const hyperOf = (spec: TensorSpec): Hyper =>
        optimizer.hyper(settings(), learningRate, step, spec.decay, isStaged(optimizer, spec));
      const directAll = (factor: number): void => {
        const read = (array: Float32Array, sides: readonly [number, number]): tf.Tensor => tf.tensor(array, [...sides]);
        runStage(
          optimizer,
          settings(),
          specs,
          {
            ops: stockMatrixOps,
            parameter: ({ name }, sides) => read(weight(values, name), sides),
            gradient: ({ name }, sides) => read(weight(arrays, name), sides),
            state: (kind, { name }, sides) => read(weight(weight(states, kind), name), sides),
            clipFactor: tf.scalar(factor),
            hyper: (spec) =>
              Object.fromEntries(Object.entries(hyperOf(spec)).map(([key, value]) => [key, tf.scalar(value)])),
            keep: (kind, { name }, value) => weight(weight(states, kind), name).set(value.dataSync()),
          },
          (work) => tf.tidy(work),
        );
      };
      const updateAll = (factor: number): readonly SquareSums[] => {
        tf.tidy(() => directAll(factor));
        return specs.map((spec) => {
          const { name } = spec;
          const ofTensor = Object.fromEntries(
            optimizer.state.map((kind) => [kind, weight(weight(states, kind), name)]),
          );
          return updateArrays(
            optimizer,
            { parameter: weight(values, name), gradient: weight(arrays, name), state: ofTensor },
            hyperOf(spec),
            factor,
          );
        });
      };
      const outputs = updateOf(Math.sqrt(squares), clipNorm, specs.length, updateAll);
      dispose();
      return outputs;
    },
    weights: () => Promise.resolve(copies(values)),
    state: () =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(states)
            .filter(([kind]) => kind !== directionState)
            .map(([kind, ofKind]) => [kind, copies(ofKind)]),
        ),
      ),
    dispose,
  };
}
