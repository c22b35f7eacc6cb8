/**
 * A map of matrices, generated from its formula: one pass, one invocation for each element of the result. What has one row,
 * one column or one element is repeated; of a vector of numbers any one can be taken.
 */
import type { MapFormula } from '../../src/domain/core/matrixOps.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { wgslProgram } from '../optimizer-update/wgslOps.ts';

export interface MapInput {
  readonly rows: number;
  readonly columns: number;
  /** Which number of a vector of `length` it is, where it is one number. */
  readonly element?: { readonly index: number; readonly length: number };
}

export interface MapShape {
  readonly rows: number;
  readonly columns: number;
}

const workgroupSize = 64;

export function matrixMap(formula: MapFormula, inputs: readonly MapInput[]): Kernel<MapShape> {
  return {
    id: 'matrix-map',
    bindings: [
      ...inputs.map(({ rows, columns, element }, k) =>
        floats<MapShape>(`input${k}`, 'read', () => element?.length ?? rows * columns),
      ),
      floats('output', 'read_write', ({ rows, columns }) => rows * columns),
    ],
    code: ({ columns }) => textOf(formula, inputs, columns),
    grid: ({ rows, columns }) => linearGrid(rows * columns, workgroupSize),
  };
}

/** The largest sides of all inputs. */
export const mapSides = (inputs: readonly MapInput[]): MapShape => ({
  rows: Math.max(...inputs.map(({ rows }) => rows)),
  columns: Math.max(...inputs.map(({ columns }) => columns)),
});

function placeOf({ rows, columns, element }: MapInput, whole: MapShape): string {
  if (element) return `${element.index}u`;
  if (rows === whole.rows && columns === whole.columns) return 'i';
  if (rows === 1 && columns === 1) return '0u';
  if (rows === 1 && columns === whole.columns) return 'i % COLUMNS';
  if (columns === 1 && rows === whole.rows) return 'i / COLUMNS';
  throw new Error(`matrix map: ${rows}×${columns} does not repeat to ${whole.rows}×${whole.columns}`);
}

function textOf(formula: MapFormula, inputs: readonly MapInput[], columns: number): string {
  const { ops, statements } = wgslProgram();
  const whole = mapSides(inputs);
  const result = formula(
    ops,
    inputs.map((_, k) => `value${k}`),
  );
  return `${linearIndex}
${constants({ COLUMNS: columns })}
${inputs.map((_, k) => `@group(0) @binding(${k}) var<storage, read> input${k}: array<f32>;`).join('\n')}
@group(0) @binding(${inputs.length}) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i >= arrayLength(&output)) {
    return;
  }
${inputs.map((input, k) => `  let value${k} = input${k}[${placeOf(input, whole)}];`).join('\n')}
${statements.map((statement) => `  ${statement}`).join('\n')}
  output[i] = ${result};
}
`;
}
