/**
 * The order of all tensors of a model in one buffer, so that one dispatch can take them together. Those with weight decay
 * come first. Every tensor begins where a device can bind a range; the gaps hold zeros, which no update moves.
 */
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';

/** Floats in 256 bytes, the largest alignment that WebGPU may ask for. */
export const alignment = 64;

export interface ArenaPart {
  /** Floats before it. */
  readonly start: number;
  readonly length: number;
}

export interface Arena {
  readonly length: number;
  readonly parts: Weights<ArenaPart>;
  /** The tensors with weight decay and those without; either may be empty. */
  readonly decaying: ArenaPart;
  readonly plain: ArenaPart;
  /** The tensors at the beginning of the decaying ones that go apart from the others; often none. */
  readonly apart: ArenaPart;
  /** All values in one array. */
  readonly join: (values: Weights<Float32Array>) => Float32Array;
  /** Copies out of one array. */
  readonly split: (values: Float32Array) => Weights<Float32Array>;
}

/** So many floats have sums of squares, three for every sixteen, that end where a device can bind the next ones. */
const apartAlignment = 16 * alignment;

/** @param goesApart which of the decaying tensors come first, to be updated by a dispatch of their own */
export function arenaOf(specs: readonly TensorSpec[], goesApart: (spec: TensorSpec) => boolean = () => false): Arena {
  const parts: Record<string, ArenaPart> = {};
  let end = 0;
  const append = (belongs: (spec: TensorSpec) => boolean): ArenaPart => {
    const start = end;
    for (const { name, shape } of specs.filter(belongs)) {
      const length = shape.reduce((size, side) => size * side, 1);
      parts[name] = { start: end, length };
      end += Math.ceil(length / alignment) * alignment;
    }
    return { start, length: end - start };
  };
  const isApart = (spec: TensorSpec): boolean => spec.decay && goesApart(spec);
  const apart = append(isApart);
  end = Math.ceil(end / apartAlignment) * apartAlignment;
  const others = append((spec) => spec.decay && !goesApart(spec));
  const decaying = { start: 0, length: others.length === 0 ? apart.length : end };
  const plain = append((spec) => !spec.decay);
  return {
    length: end,
    parts,
    decaying,
    plain,
    apart: { start: 0, length: others.length === 0 ? apart.length : others.start },
    join(values) {
      const all = new Float32Array(end);
      for (const [name, { start }] of Object.entries(parts)) all.set(weight(values, name), start);
      return all;
    },
    split: (all) =>
      Object.fromEntries(
        Object.entries(parts).map(([name, { start, length }]) => [name, all.slice(start, start + length)]),
      ),
  };
}
