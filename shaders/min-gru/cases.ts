/** A single row, step or unit; more units than a workgroup has invocations; several sequences. */
import type { MinGruShape } from './kernel.ts';

export const minGruCases: readonly MinGruShape[] = [
  { batch: 1, time: 1, width: 1 },
  { batch: 1, time: 7, width: 5 },
  { batch: 5, time: 1, width: 8 },
  { batch: 7, time: 12, width: 33 },
  { batch: 2, time: 40, width: 130 },
];
