/** Single elements, odd lengths, a period that is a multiple of four and one that is not. */
import type { AddShape } from './kernel.ts';

export const addCases: readonly AddShape[] = [
  { length: 1, period: 1 },
  { length: 4100, period: 4100 },
  { length: 77, period: 77 },
  { length: 96, period: 24 },
  { length: 45, period: 15 },
];
