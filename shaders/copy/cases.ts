/** A single number, whole and cut workgroups, lengths that are no multiple of four. */
import type { CopyShape } from './kernel.ts';

export const copyCases: readonly CopyShape[] = [{ length: 1 }, { length: 64 }, { length: 130 }, { length: 516 }];
