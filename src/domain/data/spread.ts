/** The indices 0 … count-1, or `limit` of them spread evenly. */
export function spread(count: number, limit = Infinity): readonly number[] {
  const taken = Math.min(count, Math.max(0, limit));
  return Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
}
