/** What positions do in attention that knows of no other: the numbers, which kernels, references and decoders share. */

export const rotaryBase = 10000;

/**
 * Radians by which features i and i + W/2 of a head W wide are turned at a position (Su et al. 2021, RoFormer; paired as
 * in LLaMA).
 */
export const rotaryAngle = (position: number, pair: number, headWidth: number): number =>
  position * rotaryBase ** ((-2 * pair) / headWidth);

/** What a head takes off a score for each token between query and key (Press et al. 2021, ALiBi). Heads count from 0. */
export const distanceSlope = (head: number, heads: number): number => 2 ** ((-8 * (head + 1)) / heads);

/** What is added to feature d of a token at a position (Vaswani et al. 2017, section 3.5): sines, and cosines between them. */
export function sinusoid(position: number, d: number, width: number): number {
  const angle = position * rotaryBase ** (-(d - (d % 2)) / width);
  return d % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
}
