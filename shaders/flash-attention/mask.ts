/** WGSL for the prefix that every query sees: data, so that one pipeline serves every length; without one it costs nothing. */

/** @param binding of `prefix`; null where there is none */
export const prefixed = (binding: number | null): string =>
  binding === null
    ? `const HAS_PREFIX = false;
fn prefixLength() -> u32 {
  return 0u;
}`
    : `@group(0) @binding(${binding}) var<storage, read> prefix: array<u32>;
const HAS_PREFIX = true;
fn prefixLength() -> u32 {
  return min(prefix[0], T);
}`;
