/** Parameters as typed arrays: the store for the CPU, where a copy into the backend is cheap and code is plain. */
import { weight } from '../../domain/models/initialize.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { updateArrays } from '../../domain/optimizers/updateArrays.ts';
import type { SquareSums } from '../../domain/optimizers/updateModule.ts';
import * as tf from '../tf.ts';
import { mapSpecs, updateOf, type ParameterStore, type StoreOptions } from './parameters.ts';

export function hostParameters({ specs, optimizer, settings, weights, state }: StoreOptions): ParameterStore {
  const values = mapSpecs(specs, (spec) => weight(weights, spec.name).slice());
  const states = Object.fromEntries(
    optimizer.state.map((name) => [
      name,
      mapSpecs(
        specs,
        (spec) => state?.[name]?.[spec.name]?.slice() ?? new Float32Array(weight(values, spec.name).length),
      ),
    ]),
  );
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
      const updateAll = (factor: number): readonly SquareSums[] =>
        specs.map(({ name, decay }) => {
          const ofTensor = Object.fromEntries(
            optimizer.state.map((kind) => [kind, weight(weight(states, kind), name)]),
          );
          return updateArrays(
            optimizer,
            { parameter: weight(values, name), gradient: weight(arrays, name), state: ofTensor },
            optimizer.hyper(settings(), learningRate, step, decay),
            factor,
          );
        });
      const outputs = updateOf(Math.sqrt(squares), clipNorm, specs.length, updateAll);
      dispose();
      return outputs;
    },
    weights: () => Promise.resolve(mapSpecs(specs, (spec) => weight(values, spec.name).slice())),
    state: () =>
      Promise.resolve(
        Object.fromEntries(
          optimizer.state.map((name) => [
            name,
            mapSpecs(specs, (spec) => weight(weight(states, name), spec.name).slice()),
          ]),
        ),
      ),
    dispose,
  };
}
