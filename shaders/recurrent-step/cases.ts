/** One unit, a workgroup that is not full, one that is, and several. */
import type { StepShape } from './kernel.ts';

export const stepCases: readonly StepShape[] = [{ width: 1 }, { width: 33 }, { width: 64 }, { width: 200 }];
