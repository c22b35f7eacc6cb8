/** Lengths that are no multiple of four, that fill no workgroup, and that need several rows of workgroups. */
import type { MaskShape } from './kernel.ts';

export const maskCases: readonly MaskShape[] = [{ length: 1 }, { length: 77 }, { length: 4096 }, { length: 300004 }];
