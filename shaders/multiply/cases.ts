/** Lengths that are no multiple of four, that fill no workgroup, and that need several rows of workgroups. */
import type { MultiplyShape } from './kernel.ts';

export const multiplyCases: readonly MultiplyShape[] = [
  { length: 1 },
  { length: 77 },
  { length: 4096 },
  { length: 300004 },
];
