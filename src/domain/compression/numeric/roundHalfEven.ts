/** Ties to the even neighbour, as torch, numpy and WGSL `round` have it; `Math.round` sends them upwards. */
export function roundHalfEven(x: number): number {
  const rounded = Math.round(x);
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
