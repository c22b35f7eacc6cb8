/** Whether there is nothing in an array that is no number. */
export function allFinite(values: Float32Array): boolean {
  // A loop, because a call for each of a hundred million values takes seconds.
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}
