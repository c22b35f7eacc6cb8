/**
 * The level below and the level above each weight that are nearest to it, in double precision and found by trying all of
 * them: what may come out where both are equally near.
 */
import type { FakeQuantizeShape } from './kernel.ts';

export interface Rounding {
  /** By how much the nearest level differs from the weight. */
  readonly distance: number;
  /** Between two levels. */
  readonly scale: number;
  readonly levels: readonly number[];
}

/** For each weight of [inputs, outputs]; scales are not rounded to f16. */
export function roundings(weights: ArrayLike<number>, shape: FakeQuantizeShape): readonly Rounding[] {
  const { inputs, outputs, group } = shape;
  const groupOf = (at: number): string =>
    group === 0 ? '' : `${at % outputs} ${Math.floor(Math.floor(at / outputs) / group)}`;
  const members = new Map<string, number[]>();
  for (let at = 0; at < inputs * outputs; at++) {
    members.set(groupOf(at), [...(members.get(groupOf(at)) ?? []), weights[at] ?? NaN]);
  }
  const levels = new Map([...members].map(([key, values]) => [key, levelsOf(values, shape)]));
  return Array.from({ length: inputs * outputs }, (_, at) => {
    const all = levels.get(groupOf(at)) ?? [];
    const distances = all.map((level) => Math.abs(level - (weights[at] ?? NaN)));
    return { distance: Math.min(...distances), scale: (all[1] ?? NaN) - (all[0] ?? NaN), levels: all };
  });
}

function levelsOf(values: readonly number[], { rule, bits }: FakeQuantizeShape): readonly number[] {
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  if (rule === 'ternary') return [-size, 0, size];
  if (rule === 'binary') return [-size, size];
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const count = 2 ** bits;
  if (rule === 'symmetric') {
    const scale = Math.max(-low, high) / (count / 2 - 1);
    return Array.from({ length: count }, (_, code) => scale * (code - count / 2));
  }
  const scale = (high - low) / (count - 1);
  const zero = Math.round(-low / scale);
  return Array.from({ length: count }, (_, code) => scale * (code - zero));
}
