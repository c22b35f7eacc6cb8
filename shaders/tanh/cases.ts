/** Lengths that are no multiple of four, that fill no workgroup, and that need several workgroups. */
import type { TanhShape } from './kernel.ts';

export const tanhCases: readonly TanhShape[] = [1, 77, 4096].map((length) => ({ length }));
