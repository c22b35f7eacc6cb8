/** WGSL for the prefix that every query sees: data, so that one pipeline serves every length; without one it costs nothing. */

const none = `const HAS_PREFIX = false;
fn prefixLength() -> u32 {
  return 0u;
}`;

const read = (word: string): string => `const HAS_PREFIX = true;
fn prefixLength() -> u32 {
  return min(${word}, T);
}`;

/** @param binding of `prefix`; `dropping` where it is a word of that; null where there is none */
export function prefixed(binding: number | 'dropping' | null): string {
  if (binding === null) return none;
  if (binding === 'dropping') return read('dropping.prefix');
  return `@group(0) @binding(${binding}) var<storage, read> prefix: array<u32>;
${read('prefix[0]')}`;
}
