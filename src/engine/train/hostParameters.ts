/** Parameters as typed arrays: the store for the CPU, where a copy into the backend is cheap and code is plain. */
import { weight } from '../../domain/models/initialize.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { directionState, isStaged, type Hyper } from '../../domain/optimizers/contract.ts';
import { updateArrays } from '../../domain/optimizers/updateArrays.ts';
import type { SquareSums } from '../../domain/optimizers/updateModule.ts';
import { stockMatrixOps } from '../ops/matrixOps.ts';
import * as tf from '../tf.ts';
import { mapFactors, runStage } from './matrixStage.ts';
import { hostClimber, mapSpecs, startOf, updateOf, type ParameterStore, type StoreOptions } from './parameters.ts';

export function hostParameters({ specs, optimizer, settings, weights, state }: StoreOptions): ParameterStore {
  const values = mapSpecs(specs, (spec) => weight(weights, spec.name).slice());
  const states = {
    ...Object.fromEntries(
      optimizer.state.map((kind) => [
        kind,
        mapSpecs(
          specs,
          ({ name }) =>
            state?.[kind]?.[name]?.slice() ??
            startOf(optimizer, kind, weight(values, name))?.slice() ??
            new Float32Array(weight(values, name).length),
        ),
      ]),
    ),
    ...mapFactors(
      optimizer,
      specs,
      (kind, name, [rows, columns]) => state?.[kind]?.[name]?.slice() ?? new Float32Array(rows * columns),
    ),
  };
  const copies = (arrays: Weights<Float32Array>): Weights<Float32Array> =>
    Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, array.slice()]));
  const evaluatedArrays = optimizer.evaluated === undefined ? values : weight(states, optimizer.evaluated);
  let tensors: Weights<tf.Tensor> | null = null;
  let evaluated: Weights<tf.Tensor> | null = null;
  const dispose = (): void => {
    if (tensors) tf.dispose(Object.values(tensors));
    if (evaluated) tf.dispose(Object.values(evaluated));
    tensors = null;
    evaluated = null;
  };
  const kept = (arrays: Weights<Float32Array>): Weights<tf.Tensor> =>
    mapSpecs(specs, (spec) => tf.keep(tf.tensor(weight(arrays, spec.name).slice(), [...spec.shape])));
  const trained = (): Weights<tf.Tensor> => (tensors ??= kept(values));
  const climber = hostClimber(specs, (name, gradients) => [
    weight(values, name),
    gradients ? (weight(gradients, name).dataSync() as Float32Array) : new Float32Array(),
  ]);

  return {
    tensors: trained,
    evaluated: () => (evaluatedArrays === values ? trained() : (evaluated ??= kept(evaluatedArrays))),
    apply(gradients, request, loss) {
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
      const outputs = updateOf(Math.sqrt(squares), loss, clipNorm, specs.length, updateAll);
      dispose();
      return outputs;
    },
    climb(gradients, radius) {
      climber.climb(gradients, radius);
      dispose();
    },
    descend() {
      climber.descend();
      dispose();
    },
    weights: () => Promise.resolve(copies(values)),
    evaluatedWeights: () => Promise.resolve(copies(evaluatedArrays)),
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
