/**
 * The fused, in-place update of an optimizer, generated from its formula: one pass reads the gradient, and reads and writes
 * the parameter and every state tensor. The step's scalars and the clip factor are data, so a recorded step stays valid.
 * On the way every invocation adds up the squares of what it has in its registers, which `tensor-norms` joins: see
 * docs/decisions/0009-norms-of-every-tensor.md. Where something was not finite, nothing moves: a factor of 0 would not do, as
 * it makes no number of what is none.
 */
import type { Ops } from '../../src/domain/core/ops.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import { itemType, itemWidth } from '../common/items.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { clipIndex, clipLength } from '../grad-norm/kernel.ts';
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

/** A tensor must begin at a multiple of so many elements: they are the work of `rowsPerBlock` invocations. */
export const elementsPerBlock = 64;
/** Rows of `squares` that a block fills, one for each invocation. */
export const rowsPerBlock = 4;
/** Sums of squares in a row: of the gradient before clipping, of the parameter after the update, and of their difference to before. */
export const squaresPerRow = 3;

export const rowsOf = (length: number): number => rowsPerBlock * Math.ceil(length / elementsPerBlock);

/** Floats that an update of `length` elements writes into `squares`. */
export const squaresLength = (length: number): number => squaresPerRow * rowsOf(length);

/** The binding of a state tensor; the suffix keeps it clear of WGSL's own names. */
export const stateBinding = (name: string): string => `${name}State`;

export function optimizerUpdate<S extends string, H extends string>(formula: UpdateFormula<S, H>): Kernel<UpdateShape> {
  const length = (shape: UpdateShape): number => shape.length;
  const texts = { 1: moduleOf(formula, 1), 4: moduleOf(formula, 4) };
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
    code: (shape) => texts[itemWidth(shape.length)],
    grid: (shape) => linearGrid(rowsOf(shape.length), workgroupSize),
  };
}

/** @param width numbers in an item */
function moduleOf<S extends string, H extends string>(formula: UpdateFormula<S, H>, width: 1 | 4): string {
  const { ops, statements } = wgslProgram();
  const record = <K extends string>(keys: readonly K[], text: (key: K) => string): Record<K, string> =>
    Object.fromEntries(keys.map((key) => [key, text(key)])) as Record<K, string>;
  // Functions such as `max` take no vector together with a number.
  const result = formula.update(
    { ...ops, constant: (value) => `Item${ops.constant(value)}` },
    {
      parameter: 'parameterBefore',
      gradient: 'clippedGradient',
      state: record(formula.state, (name) => `${name}Before`),
      hyper: record(formula.scalars, (name) => `Item(hyper.${name})`),
    },
  );
  const states = formula.state.map(stateBinding);
  return `${linearIndex}
${itemType(width)}
${constants({ ROWS_PER_BLOCK: rowsPerBlock, ITEMS_PER_ROW: elementsPerBlock / rowsPerBlock / width })}
struct Hyper {
${formula.scalars.map((name) => `  ${name}: f32,`).join('\n')}
}
@group(0) @binding(0) var<storage, read> gradient: array<Item>;
@group(0) @binding(1) var<storage, read> hyper: Hyper;
@group(0) @binding(2) var<storage, read> clip: array<f32>;
@group(0) @binding(3) var<storage, read_write> parameter: array<Item>;
@group(0) @binding(4) var<storage, read_write> squares: array<f32>;
${states.map((name, k) => `@group(0) @binding(${k + 5}) var<storage, read_write> ${name}: array<Item>;`).join('\n')}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = linearIndex(group, groups, local);
  if (${squaresPerRow}u * row >= arrayLength(&squares)) {
    return;
  }
  if (clip[${clipIndex.nonFinite}] > 0.0) {
    for (var k = 0u; k < ${squaresPerRow}u; k++) {
      squares[${squaresPerRow}u * row + k] = 0.0;
    }
    return;
  }
  var gradientSquares = Item();
  var parameterSquares = Item();
  var differenceSquares = Item();
  // The rows of a block take turns, so that neighbours read what lies side by side.
  let first = row / ROWS_PER_BLOCK * ROWS_PER_BLOCK * ITEMS_PER_ROW + row % ROWS_PER_BLOCK;
  for (var k = 0u; k < ITEMS_PER_ROW; k++) {
    let i = first + k * ROWS_PER_BLOCK;
    if (i >= arrayLength(&parameter)) {
      break;
    }
    let unclipped = gradient[i];
    let clippedGradient = unclipped * clip[${clipIndex.factor}];
    let parameterBefore = parameter[i];
${formula.state.map((name) => `    let ${name}Before = ${stateBinding(name)}[i];`).join('\n')}
${statements.map((statement) => `    ${statement}`).join('\n')}
    let parameterAfter = ${result.parameter};
    let difference = parameterAfter - parameterBefore;
    parameter[i] = parameterAfter;
${formula.state.map((name) => `    ${stateBinding(name)}[i] = ${result.state[name]};`).join('\n')}
    gradientSquares += unclipped * unclipped;
    parameterSquares += parameterAfter * parameterAfter;
    differenceSquares += difference * difference;
  }
  squares[${squaresPerRow}u * row] = total(gradientSquares);
  squares[${squaresPerRow}u * row + 1u] = total(parameterSquares);
  squares[${squaresPerRow}u * row + 2u] = total(differenceSquares);
}
`;
}
