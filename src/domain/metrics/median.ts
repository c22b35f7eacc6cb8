/** The middle of many figures, which one interruption does not move; of an even number, the upper one of two. NaN of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
