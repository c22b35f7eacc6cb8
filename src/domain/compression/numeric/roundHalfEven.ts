/** 1.5 · 2⁵²: from here on f64 has no fractions, and adding it rounds to the nearest whole number by the hardware's own rule. */
const wholeNumbersOnly = 6755399441055744;

/** Ties to the even neighbour, as torch, numpy and WGSL `round` have it; `Math.round` sends them upwards. |x| < 2⁵¹. */
export const roundHalfEven = (x: number): number => x + wholeNumbersOnly - wholeNumbersOnly;
