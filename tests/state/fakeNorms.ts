/** Invented norms with the shape of real ones: weights grow slowly, gradients shrink, updates follow the learning rate. */
import { resolve } from '../../src/domain/config/resolve.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { uniform } from '../../src/domain/core/random.ts';
import type { TensorNormRow } from '../../src/protocol/protocol.ts';

/** @param factor what the ratio of update to weight is multiplied by */
export function fakeNorms(config: ExperimentConfig, step: number, factor = 1): TensorNormRow {
  const { definition, settings } = resolve(config).model;
  const tensors = definition.tensors(settings, 96);
  const values = tensors.flatMap(({ shape }, tensor) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const parameter = 0.03 * Math.sqrt(size) * (1 + step / 2000);
    const gradient = (0.1 + Math.exp(-step / 80)) * (0.5 + uniform(1, 20 + tensor, step));
    const ratio = factor * 1e-3 * (1 + 6 * Math.exp(-step / 150)) * 2 ** (4 * uniform(1, 19, tensor) - 2);
    return [gradient, parameter, parameter * ratio * (0.8 + 0.4 * uniform(2, 20 + tensor, step))];
  });
  return { step, values: Float32Array.from(values) };
}
