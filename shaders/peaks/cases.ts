/** One invocation, last workgroups that are full and that are not, no rounds at all; copies that end within a workgroup. */
import type { ArithmeticShape, CopyShape } from './kernel.ts';

export const arithmeticCases: readonly (ArithmeticShape & { readonly rounds: number })[] = [
  { invocations: 1, rounds: 1 },
  { invocations: 65, rounds: 0 },
  { invocations: 130, rounds: 7 },
  { invocations: 192, rounds: 20 },
];

export const copyCases: readonly CopyShape[] = [{ length: 4 }, { length: 256 }, { length: 4100 }];

/** Dispatches in one pass. */
export const countCases: readonly number[] = [1, 2, 50];
