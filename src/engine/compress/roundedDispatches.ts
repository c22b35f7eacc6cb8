/**
 * The dispatches of a product with one vector that is rounded before: bytes meet bytes where the matrix is of bytes and the
 * device's language has their product, else the rounded numbers go where others would.
 */
import { dispatch, type Dispatch } from '../../../shaders/common/dispatch.ts';
import { int8Gemv } from '../../../shaders/int8-linear/kernel.ts';
import { quantizeRows, roundRow } from '../../../shaders/int8-linear/rounding.ts';
import type { InputLevels } from '../../domain/compression/inputs/levels.ts';
import { gemvFormOn, type GpuMachine } from './executionGpu.ts';
import type { Words } from './executionLayout.ts';
import { heldBy, productDispatches, type ProductNames } from './gemvDispatches.ts';
import type { Part, Parts } from './gemvParts.ts';

export interface RoundingMachine extends Pick<GpuMachine, 'software' | 'subgroups'> {
  /** Whether WGSL has `dot4I8Packed` here. */
  readonly integerDots: boolean;
}

/** What the device must have beside the matrix. */
export const roundingBuffers = ({ scale }: InputLevels, matrix: string): Readonly<Record<string, Words>> =>
  scale === null ? {} : { [stepOf(matrix)]: Float32Array.of(scale) };

const stepOf = (matrix: string): string => `${matrix}.step`;

export function roundedDispatches(
  machine: RoundingMachine,
  parts: Parts,
  names: ProductNames,
  { bits, scale }: InputLevels,
): readonly Dispatch[] {
  const [first, ...rest] = parts;
  const { x, output, matrix, bias } = names;
  const { inputs } = first;
  const rounding = { bits, given: scale !== null };
  const step = rounding.given ? { givenStep: stepOf(matrix) } : {};
  const bytes = machine.integerDots && rest.length === 0 ? ofBytes(first) : null;
  if (!bytes) {
    const rounded = `${output}.rounded`;
    return [
      dispatch(roundRow(rounding), { inputs }, { x, rounded, ...step }),
      ...productDispatches(machine, parts, { ...names, x: rounded }),
    ];
  }
  const [tokens, tokenScales] = [`${output}.tokens`, `${output}.tokenScales`];
  const shape = { rows: 1, ...bytes.shape };
  const kernel = int8Gemv({ zeros: bytes.format.zeros, bias: bias !== null }, gemvFormOn(machine));
  return [
    dispatch(quantizeRows(false, rounding), shape, { x, tokens, tokenScales, ...step }),
    dispatch(kernel, shape, {
      ...heldBy(first, 0, matrix),
      tokens,
      tokenScales,
      output,
      ...(bias !== null && { bias }),
    }),
  ];
}

/** A matrix of bytes, whose inputs have no factors of their own: these would come after the rounding. */
function ofBytes(part: Part) {
  if (part.kind !== 'quantized') return null;
  const { format } = part.executable;
  const { bits, values, scales, inputScales } = format;
  return bits === 8 && values === 'integer' && scales === 'f16' && !inputScales ? part.executable : null;
}
