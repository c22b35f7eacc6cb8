/** One element, just under and over a workgroup, many workgroups with a ragged end. */
import type { UpdateShape } from './kernel.ts';

export const updateCases: readonly UpdateShape[] = [{ length: 1 }, { length: 63 }, { length: 65 }, { length: 70001 }];
