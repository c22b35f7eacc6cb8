/** The gradients of a linear layer, x [M, I] · weight [I, O] + bias [O], in one dispatch. */
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { unroll } from '../common/unroll.ts';
import source from './backward.wgsl?raw';
import { tileSource, tileTarget } from './matrix.ts';
import { rowGroups, tileGrid, workgroupSize, type TileGrid } from './tiles.ts';

export interface LinearShape {
  /** M */
  readonly rows: number;
  /** I */
  readonly inputs: number;
  /** O */
  readonly outputs: number;
}

const xLength = ({ rows, inputs }: LinearShape): number => rows * inputs;
const weightLength = ({ inputs, outputs }: LinearShape): number => inputs * outputs;

const gridsOf = ({
  rows,
  inputs,
  outputs,
}: LinearShape): { readonly forInput: TileGrid; readonly forWeight: TileGrid } => ({
  forInput: tileGrid(rows, inputs),
  forWeight: tileGrid(inputs, outputs),
});

function code(shape: LinearShape): string {
  const { rows, inputs, outputs } = shape;
  const { forInput, forWeight } = gridsOf(shape);
  const long = 4 * rowGroups;
  return [
    constants({ ROWS: rows, INPUTS: inputs, OUTPUTS: outputs, ROW_GROUPS: rowGroups }),
    constants({
      INPUT_ACROSS: forInput.across,
      INPUT_GROUPS: forInput.across * forInput.down,
      INPUT_WIDE: forInput.wide,
    }),
    constants({ WEIGHT_ACROSS: forWeight.across, WEIGHT_WIDE: forWeight.wide }),
    tileSource({ binding: 0, name: 'x', rows, columns: inputs, step: { rows: 4, columns: long }, turned: true }),
    tileSource({
      binding: 1,
      name: 'weight',
      rows: inputs,
      columns: outputs,
      step: { rows: 4, columns: 4 },
      turned: true,
    }),
    tileSource({
      binding: 2,
      name: 'upstream',
      rows,
      columns: outputs,
      step: { rows: long, columns: 4 },
      turned: false,
    }),
    tileTarget({ binding: 3, name: 'forInput', rows, columns: inputs }),
    tileTarget({ binding: 4, name: 'forWeight', rows: inputs, columns: outputs }),
    linearIndex,
    unroll(source, { ROW_GROUPS: rowGroups }),
  ].join('\n');
}

export const linearBackward: Kernel<LinearShape> = {
  id: 'linear-backward',
  bindings: [
    floats('x', 'read', xLength),
    floats('weight', 'read', weightLength),
    floats('upstream', 'read', ({ rows, outputs }) => rows * outputs),
    floats('forInput', 'read_write', xLength),
    floats('forWeight', 'read_write', weightLength),
    floats('forBias', 'read_write', ({ outputs }) => outputs),
  ],
  code,
  grid(shape) {
    const { forInput, forWeight } = gridsOf(shape);
    const groups = forInput.across * forInput.down + forWeight.across * forWeight.down;
    return linearGrid(groups * workgroupSize, workgroupSize);
  },
};
