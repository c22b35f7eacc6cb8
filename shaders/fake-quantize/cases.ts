/** Every rule with one scale in all, per output and per group, with groups that do not divide the inputs. */
import type { FakeQuantizeShape } from './kernel.ts';

export const fakeQuantizeCases: readonly FakeQuantizeShape[] = [
  { inputs: 1, outputs: 1, rule: 'asymmetric', bits: 8, group: 1 },
  { inputs: 70, outputs: 33, rule: 'asymmetric', bits: 2, group: 32 },
  { inputs: 64, outputs: 130, rule: 'asymmetric', bits: 4, group: 64 },
  { inputs: 96, outputs: 40, rule: 'symmetric', bits: 3, group: 96 },
  { inputs: 33, outputs: 65, rule: 'symmetric', bits: 2, group: 0 },
  { inputs: 33, outputs: 65, rule: 'ternary', bits: 2, group: 0 },
  { inputs: 70, outputs: 33, rule: 'ternary', bits: 2, group: 32 },
  { inputs: 70, outputs: 33, rule: 'binary', bits: 2, group: 70 },
];
