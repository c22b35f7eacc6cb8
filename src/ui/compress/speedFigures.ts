/** What timings of products come to: of one shape or of all that a token takes, and which ways save what. */
import type { ProductWay } from '../../domain/compression/productWays.ts';
import type { ProductTime, ShapeTimes } from '../../protocol/execution.ts';

/** Timings are no surer than this. */
const noise = 0.07;

/** What all products of a token take together: every matrix once. What a shape does not allow stays dense. */
export function wholeToken(shapes: readonly ShapeTimes[]): readonly ProductTime[] {
  const ways = new Set(shapes.flatMap(({ times }) => times.map(({ way }) => way)));
  return [...ways].map((way) => {
    const each = shapes.map(({ names, times }) => {
      const own = times.find((time) => time.way === way) ?? times[0];
      return { ms: names.length * (own?.ms ?? NaN), bytes: names.length * (own?.bytes ?? NaN) };
    });
    const sum = (of: 'ms' | 'bytes'): number => each.reduce((total, one) => total + one[of], 0);
    return { way, ms: sum('ms'), bytes: sum('bytes') };
  });
}

export type Saving = 'both' | 'bytes' | 'slower';

/** Of the ways that have fewer bytes than f32. */
export function savingsOf(times: readonly ProductTime[]): Readonly<Record<Saving, readonly ProductWay[]>> {
  const [dense] = times;
  const savings: Record<Saving, ProductWay[]> = { both: [], bytes: [], slower: [] };
  if (dense === undefined) return savings;
  for (const { way, ms, bytes } of times) {
    if (bytes >= dense.bytes) continue;
    const share = ms / dense.ms;
    savings[share < 1 - noise ? 'both' : share > 1 + noise ? 'slower' : 'bytes'].push(way);
  }
  return savings;
}
