/** Tokens that a sequence has read, each once. */

/**
 * The tokens of every sequence at the places where they come first, −1 where they come again: what a position has read is
 * then what stands from the start of its sequence up to it.
 * @param inputs [B·T], batch-major
 */
export function firstSeen(inputs: Int32Array, time: number): Int32Array {
  const result = new Int32Array(inputs.length);
  let seen = new Set<number>();
  inputs.forEach((token, place) => {
    if (place % time === 0) seen = new Set();
    result[place] = seen.has(token) ? -1 : token;
    seen.add(token);
  });
  return result;
}
