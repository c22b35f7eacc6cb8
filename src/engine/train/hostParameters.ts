/** Parameters as typed arrays: the store for WASM and CPU, where a copy into the backend is cheap and code is plain. */
import { TrimtabError } from '../../domain/core/errors.ts';
import type { ParamSpecs, Settings } from '../../domain/core/params.ts';
import { weight } from '../../domain/models/initialize.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import type { OptimizerDefinition } from '../../domain/optimizers/contract.ts';
import { updateArrays } from '../../domain/optimizers/updateArrays.ts';
import * as tf from '../tf.ts';
import { clipFactor, type OptimizerState, type ParameterStore } from './parameters.ts';

export interface StoreOptions {
  readonly specs: readonly TensorSpec[];
  readonly optimizer: OptimizerDefinition;
  /** Read at every update, so that live changes take effect. */
  readonly settings: () => Settings<ParamSpecs>;
  readonly weights: Weights<Float32Array>;
  /** Null at the start of a run: all zero. */
  readonly state: OptimizerState | null;
}

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
    apply(gradients, { learningRate, step, clipNorm }) {
      const arrays = mapSpecs(specs, (spec) => weight(gradients, spec.name).dataSync() as Float32Array);
      let squares = 0;
      for (const spec of specs) for (const g of weight(arrays, spec.name)) squares += g * g;
      const gradNorm = Math.sqrt(squares);
      if (!Number.isFinite(gradNorm)) throw new TrimtabError('non-finite', { what: 'gradNorm', step });
      for (const spec of specs) {
        const ofTensor = Object.fromEntries(
          optimizer.state.map((name) => [name, weight(weight(states, name), spec.name)]),
        );
        updateArrays(
          optimizer,
          { parameter: weight(values, spec.name), gradient: weight(arrays, spec.name), state: ofTensor },
          optimizer.hyper(settings(), learningRate, step, spec.decay),
          clipFactor(gradNorm, clipNorm),
        );
      }
      dispose();
      return Promise.resolve({ gradNorm });
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

/** A record over the tensors of a model. */
export function mapSpecs<T>(specs: readonly TensorSpec[], make: (spec: TensorSpec) => T): Weights<T> {
  return Object.fromEntries(specs.map((spec) => [spec.name, make(spec)]));
}
