/**
 * Held-out text that the training part already contains. Windows of the held-out tokens, one after another, are looked
 * for word for word by a rolling hash (Karp & Rabin 1987), and compared token by token where hashes agree.
 */
export interface Leak {
  /** Of the windows, how many stand in the training part. */
  readonly share: number;
  readonly windows: number;
}

const base = 257;
const modulus = 67_108_859;

/** @param length tokens of a window: so many that no honest text repeats them often */
export function leakOf(train: Int32Array, validation: Int32Array, length: number): Leak {
  const starts = Array.from({ length: Math.floor(validation.length / length) }, (_, index) => index * length);
  const byHash = new Map<number, number[]>();
  for (const start of starts) {
    const key = hashOf(validation, start, length);
    byHash.set(key, [...(byHash.get(key) ?? []), start]);
  }
  const found = new Set<number>();
  let highest = 1;
  for (let i = 1; i < length; i++) highest = (highest * base) % modulus;
  let hash = hashOf(train, 0, length);
  for (let at = 0; at + length <= train.length; at++) {
    for (const start of byHash.get(hash) ?? []) {
      if (!found.has(start) && sameTokens(train, at, validation, start, length)) found.add(start);
    }
    // The first token goes, the next one comes. All stays below 2^53.
    const without = (hash - (((train[at] ?? 0) * highest) % modulus) + modulus) % modulus;
    hash = (without * base + (train[at + length] ?? 0)) % modulus;
  }
  return { share: starts.length === 0 ? 0 : found.size / starts.length, windows: starts.length };
}

function hashOf(tokens: Int32Array, start: number, length: number): number {
  let hash = 0;
  for (let i = 0; i < length; i++) hash = (hash * base + (tokens[start + i] ?? 0)) % modulus;
  return hash;
}

function sameTokens(a: Int32Array, at: number, b: Int32Array, from: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (a[at + i] !== b[from + i]) return false;
  return true;
}
