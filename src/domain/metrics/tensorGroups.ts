/**
 * The tensors of a model in the groups in which a person thinks of them: a layer, or what stands beside the layers. Read from
 * the names that Hugging Face and PyTorch give them, so that an architecture need not say it twice.
 */
import type { TensorSpec } from '../models/contract.ts';

export interface TensorGroup {
  /** Number of the layer, counting from 0; null beside the layers. */
  readonly layer: number | null;
  readonly tensors: readonly GroupedTensor[];
}

export interface GroupedTensor {
  /** Position in the model's order. */
  readonly index: number;
  readonly name: string;
  /** A matrix; a bias or a gain begins at 0 or 1, and its ratio says little of the learning rate. */
  readonly isMatrix: boolean;
}

/** `transformer.h.3.…`, `rnn.weight_ih_l3`. */
export const layerOf = (name: string): number | null => {
  const found = /\.(\d+)\./.exec(name) ?? /_l(\d+)/.exec(name);
  return found === null ? null : Number(found[1]);
};

/** What is in no layer is a group for each module: a matrix and its bias stay together. */
const keyOf = (name: string): string => {
  const layer = layerOf(name);
  return layer === null ? name.slice(0, name.lastIndexOf('.')) : `layer ${layer}`;
};

/** In the order of the first tensor of each. */
export function tensorGroups(specs: readonly TensorSpec[]): readonly TensorGroup[] {
  const groups = new Map<string, GroupedTensor[]>();
  for (const [index, { name, shape }] of specs.entries()) {
    const key = keyOf(name);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push({ index, name, isMatrix: shape.length > 1 });
  }
  return Array.from(groups.values(), (tensors) => ({ layer: layerOf(tensors[0]?.name ?? ''), tensors }));
}
