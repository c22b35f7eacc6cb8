/** Weights rounded to the levels of a quantiser and back: the forward pass of quantisation-aware training. */
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import groupsSource from './groups.wgsl?raw';
import levels from './levels.wgsl?raw';
import whole from './whole.wgsl?raw';

export interface FakeQuantizeShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly rule: 'asymmetric' | 'symmetric' | 'ternary' | 'binary';
  /** Of the first two rules. */
  readonly bits: number;
  /** Inputs that share a scale; 0 for one scale in all. */
  readonly group: number;
}

const rules = ['asymmetric', 'symmetric', 'ternary', 'binary'] as const;
const workgroupSize = 64;

const lengthOf = ({ inputs, outputs }: FakeQuantizeShape): number => inputs * outputs;

function largestCode({ rule, bits }: FakeQuantizeShape): number {
  if (rule === 'ternary') return 2;
  return rule === 'binary' ? 1 : 2 ** bits - 1;
}

/** [inputs, outputs], as layers hold their matrices. */
export const fakeQuantize: Kernel<FakeQuantizeShape> = {
  id: 'fake-quantize',
  bindings: [floats('weights', 'read', lengthOf), floats('rounded', 'read_write', lengthOf)],
  code(shape) {
    const rule = `const RULE = ${rules.indexOf(shape.rule)}u;\nconst LARGEST = ${largestCode(shape)}.0;\n`;
    if (shape.group === 0) return [rule, levels, whole].join('\n');
    const sizes = constants({ INPUTS: shape.inputs, OUTPUTS: shape.outputs, GROUP: shape.group });
    return [rule, sizes, levels, linearIndex, groupsSource].join('\n');
  },
  grid: ({ inputs, outputs, group }) =>
    group === 0 ? [1, 1, 1] : linearGrid(outputs * Math.ceil(inputs / group), workgroupSize),
};
