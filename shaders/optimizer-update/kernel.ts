/**
 * The fused, in-place update of an optimizer, generated from its formula: one pass reads the gradient, and reads and writes
 * the parameter and every state tensor. The step's scalars and the clip factor are data, so a recorded step stays valid.
 * On the way every workgroup adds up the squares of what it has in its registers, which `tensor-norms` joins: see
 * docs/decisions/0009-norms-of-every-tensor.md.
 */
import type { Ops } from '../../src/domain/core/ops.ts';
import { floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { clipIndex, clipLength } from '../grad-norm/kernel.ts';
import squares from './squares.wgsl?raw';
import { wgslProgram } from './wgslOps.ts';

/** The part of an optimizer's definition that the kernel is made from. */
export interface UpdateFormula<S extends string = string, H extends string = string> {
  readonly id: string;
  readonly state: readonly S[];
  /** Names of the scalars in the order of the `hyper` buffer. */
  readonly scalars: readonly H[];
  update<T>(
    ops: Ops<T>,
    input: {
      readonly parameter: T;
      readonly gradient: T;
      readonly state: Readonly<Record<S, T>>;
      readonly hyper: Readonly<Record<H, T>>;
    },
  ): { readonly parameter: T; readonly state: Readonly<Record<S, T>> };
}

export interface UpdateShape {
  /** Elements of the tensor. */
  readonly length: number;
}

const workgroupSize = 64;

/** Elements that share a row of `squares`; a tensor that begins at a multiple of them shares none with another. */
export const elementsPerRow = workgroupSize;
/** Sums of squares in a row: of the gradient before clipping, of the parameter after the update, and of their difference to before. */
export const squaresPerRow = 3;

/** Floats that an update of `length` elements writes into `squares`. */
export const squaresLength = (length: number): number => squaresPerRow * Math.ceil(length / elementsPerRow);

/** The binding of a state tensor; the suffix keeps it clear of WGSL's own names. */
export const stateBinding = (name: string): string => `${name}State`;

export function optimizerUpdate<S extends string, H extends string>(formula: UpdateFormula<S, H>): Kernel<UpdateShape> {
  const length = (shape: UpdateShape): number => shape.length;
  const code = moduleOf(formula);
  return {
    id: `update-${formula.id}`,
    bindings: [
      floats('gradient', 'read', length),
      floats('hyper', 'read', () => formula.scalars.length),
      floats('clip', 'read', () => clipLength),
      floats('parameter', 'read_write', length),
      floats('squares', 'read_write', (shape) => squaresLength(shape.length)),
      ...formula.state.map((name) => floats(stateBinding(name), 'read_write', length)),
    ],
    code: () => code,
    grid: (shape) => linearGrid(shape.length, workgroupSize),
  };
}

function moduleOf<S extends string, H extends string>(formula: UpdateFormula<S, H>): string {
  const program = wgslProgram();
  const record = <K extends string>(keys: readonly K[], text: (key: K) => string): Record<K, string> =>
    Object.fromEntries(keys.map((key) => [key, text(key)])) as Record<K, string>;
  const result = formula.update(program.ops, {
    parameter: 'parameterBefore',
    gradient: 'clippedGradient',
    state: record(formula.state, (name) => `${name}Before`),
    hyper: record(formula.scalars, (name) => `hyper.${name}`),
  });
  const states = formula.state.map(stateBinding);
  return `${linearIndex}
${squares}
struct Hyper {
${formula.scalars.map((name) => `  ${name}: f32,`).join('\n')}
}
@group(0) @binding(0) var<storage, read> gradient: array<f32>;
@group(0) @binding(1) var<storage, read> hyper: Hyper;
@group(0) @binding(2) var<storage, read> clip: array<f32>;
@group(0) @binding(3) var<storage, read_write> parameter: array<f32>;
@group(0) @binding(4) var<storage, read_write> squares: array<f32>;
${states.map((name, k) => `@group(0) @binding(${k + 5}) var<storage, read_write> ${name}: array<f32>;`).join('\n')}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  var g = 0.0;
  var p = 0.0;
  var difference = 0.0;
  if (i < arrayLength(&parameter)) {
    g = gradient[i];
    let clippedGradient = g * clip[${clipIndex.factor}];
    let parameterBefore = parameter[i];
${formula.state.map((name) => `    let ${name}Before = ${stateBinding(name)}[i];`).join('\n')}
${program.statements.map((statement) => `    ${statement}`).join('\n')}
    p = ${result.parameter};
    difference = p - parameterBefore;
    parameter[i] = p;
${formula.state.map((name) => `    ${stateBinding(name)}[i] = ${result.state[name]};`).join('\n')}
  }
  addSquares(i / WORKGROUP, local, g, p, difference);
}
`;
}
