/** Who is where in a race, and what can be said of it. */
import { halfWidth, spreadOf, welchTest, type Spread } from './statistics.ts';

export interface Place {
  readonly id: string;
  /** Last measured on held-out data; NaN before. */
  readonly valLossNats: number;
  readonly out: boolean;
}

/** The lowest loss first; who has not been measured after those who have, who dropped out last. */
export function ranked<P extends Place>(places: readonly P[]): readonly P[] {
  const key = ({ valLossNats, out }: Place): number =>
    out ? Infinity : Number.isFinite(valLossNats) ? valLossNats : 1e9;
  return places.toSorted((a, b) => {
    const [first, second] = [key(a), key(b)];
    return first === second ? 0 : first - second;
  });
}

/** Another seed moves losses by about so much at this size (trials with 25 held-out batches). */
export const seedNoiseNats = 0.02;

export type RaceVerdict =
  | { readonly kind: 'waiting' | 'alone' | 'none-left' }
  | { readonly kind: 'ahead' | 'close'; readonly first: string; readonly second: string; readonly gapNats: number };

export function verdictOf(places: readonly Place[]): RaceVerdict {
  const left = ranked(places).filter(({ out }) => !out);
  const [first, second] = left;
  if (places.length > 0 && first === undefined) return { kind: 'none-left' };
  if (places.length < 2) return { kind: 'alone' };
  if (first === undefined || second === undefined) return { kind: 'alone' };
  const gapNats = second.valLossNats - first.valLossNats;
  if (!Number.isFinite(gapNats)) return { kind: 'waiting' };
  return { kind: gapNats < seedNoiseNats ? 'close' : 'ahead', first: first.id, second: second.id, gapNats };
}

export interface RepeatedPlace {
  readonly id: string;
  readonly spread: Spread;
  /** Of the 95 % interval. */
  readonly halfWidth: number;
  /** Against the best; null for the best itself. */
  readonly p: number | null;
}

/** The lowest mean first. Who dropped out of any race has no mean. */
export function repeatedPlaces(losses: Readonly<Record<string, readonly number[]>>): readonly RepeatedPlace[] {
  const spreads = Object.entries(losses).map(([id, values]) => ({ id, spread: spreadOf(values) }));
  const key = (mean: number): number => (Number.isFinite(mean) ? mean : Infinity);
  const inOrder = spreads.toSorted((a, b) => (key(a.spread.mean) < key(b.spread.mean) ? -1 : 1));
  const [best] = inOrder;
  return inOrder.map(({ id, spread }) => ({
    id,
    spread,
    halfWidth: halfWidth(spread),
    p: best === undefined || best.id === id ? null : welchTest(spread, best.spread).p,
  }));
}

/** The usual level; with more than one comparison, some differences will pass it by chance. */
export const significance = 0.05;
