/**
 * Initial weights, a pure function of (seed, position of the tensor): the same start on every backend.
 */
import { gaussian, streams, uniform } from '../core/random.ts';
import type { TensorSpec, Weights } from './contract.ts';

export function initialTensor(spec: TensorSpec, seed: number, position: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(spec.shape.reduce((product, n) => product * n, 1));
  const stream = streams.initialize + position;
  const { init } = spec;
  switch (init.kind) {
    case 'constant':
      return values.fill(init.value);
    case 'normal':
      for (let i = 0; i < values.length; i++) values[i] = init.std * gaussian(seed, stream, i);
      return values;
    case 'uniform':
      for (let i = 0; i < values.length; i++) values[i] = init.bound * (2 * uniform(seed, stream, i) - 1);
      return values;
  }
}

export function initialWeights(specs: readonly TensorSpec[], seed: number): Weights<Float32Array<ArrayBuffer>> {
  return Object.fromEntries(specs.map((spec, position) => [spec.name, initialTensor(spec, seed, position)]));
}

/** The named weight; a missing one is a mistake of the model, not of the person. */
export function weight<T>(weights: Weights<T>, name: string): T {
  const value = weights[name];
  if (value === undefined) throw new Error(`model: no weight named ${name}`);
  return value;
}
