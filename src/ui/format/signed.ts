/** A change with its sign, which is part of what it says: +0.25, −1.3. Apart from other figures, for panels that need no more. */
import { fixed } from './numbers.ts';

export const signed = (value: number, decimals: number): string =>
  `${value < 0 ? '−' : '+'}${fixed(Math.abs(value), decimals)}`;
