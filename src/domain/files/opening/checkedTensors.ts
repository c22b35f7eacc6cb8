/** Exactly the tensors of a model, in its shapes, and nothing in them that is no number. */
import { resolve } from '../../config/resolve.ts';
import type { ExperimentConfig } from '../../config/schema.ts';
import { TrimtabError } from '../../core/errors.ts';
import type { Weights } from '../../models/contract.ts';
import { allFinite } from '../allFinite.ts';
import type { NamedArray } from '../safetensors.ts';

/** @param vocabulary rows of the embedding. */
export function checkedTensors(
  file: string,
  config: ExperimentConfig,
  vocabulary: number,
  tensors: Readonly<Record<string, NamedArray>>,
): Weights<Float32Array> {
  const { definition, settings } = resolve(config).model;
  const specs = definition.tensors(settings, vocabulary);
  const weights = Object.fromEntries(
    specs.map(({ name, shape }) => {
      const found = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
      if (!found) throw new TrimtabError('bad-model', { file, tensor: name, reason: 'tensor-missing' });
      if (found.shape.join() !== shape.join()) {
        const [is, expected] = [found.shape, shape].map((numbers) => `[${numbers.join(', ')}]`);
        throw new TrimtabError('bad-model', {
          file,
          tensor: name,
          reason: 'tensor-shape',
          found: is ?? '',
          expected: expected ?? '',
        });
      }
      return [name, found.data];
    }),
  );
  const unknown = Object.keys(tensors).find((name) => !Object.hasOwn(weights, name));
  if (unknown !== undefined) throw new TrimtabError('bad-model', { file, tensor: unknown, reason: 'tensor-name' });
  finiteWeights(file, weights);
  return weights;
}

export function finiteWeights(file: string, weights: Weights<Float32Array>): void {
  for (const [tensor, values] of Object.entries(weights)) {
    if (!allFinite(values)) throw new TrimtabError('bad-model', { file, tensor, reason: 'not-finite' });
  }
}
