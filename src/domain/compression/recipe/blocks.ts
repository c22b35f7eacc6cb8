/** Blocks of a residual stream: what a block adds is all that it does, so that one without weights and biases does nothing. */
import type { TensorSpec, Weights } from '../../models/contract.ts';
import { weight } from '../../models/initialize.ts';
import { layeredName } from '../pruners/structured/layeredName.ts';
import type { Worked } from './pieces.ts';

/** transformer.h.3.mlp.c_fc.weight */
const numbered = /^(.*\.)(\d+)(\..*)$/;

export const blockOf = (name: string): number | null => layeredName(name, numbered)?.layer ?? null;

/** The matrices of each block, by its number; empty for models without a stream that products alone add to. */
export function blocksOf<T extends Pick<Worked, 'name' | 'residual'>>(
  matrices: readonly T[],
): ReadonlyMap<number, readonly T[]> {
  const blocks = new Map<number, readonly T[]>();
  for (const matrix of matrices) {
    const block = blockOf(matrix.name);
    if (block !== null) blocks.set(block, [...(blocks.get(block) ?? []), matrix]);
  }
  return new Map([...blocks].filter(([, own]) => own.some(({ residual }) => residual)));
}

/** Every tensor of the blocks that are gone: norms and biases, too. */
export function goneTensors(worked: readonly Worked[], specs: readonly TensorSpec[]): ReadonlySet<string> {
  const gone = new Set(worked.flatMap(({ name, gone: left }) => (left ? [blockOf(name)] : [])));
  return new Set(specs.flatMap(({ name }) => (blockOf(name) !== null && gone.has(blockOf(name)) ? [name] : [])));
}

/** With zeros for these tensors. */
export const withZeros = (weights: Weights<Float32Array>, gone: Iterable<string>): Weights<Float32Array> => ({
  ...weights,
  ...Object.fromEntries([...gone].map((name) => [name, new Float32Array(weight(weights, name).length)])),
});
