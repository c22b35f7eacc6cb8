/** Lengths that are no multiple of four, that fill no workgroup, and that need several workgroups, at either power. */
import type { ReluShape } from './kernel.ts';

export const reluCases: readonly ReluShape[] = [1, 77, 4096].flatMap((length) => [
  { length, power: 1 },
  { length, power: 2 },
]);
