/** The dispatches of a product with one vector, whatever the matrix is written in, and the buffers that they bind. */
import { accumulate } from '../../../shaders/add/kernel.ts';
import { dispatch, type Dispatch } from '../../../shaders/common/dispatch.ts';
import { denseGemv } from '../../../shaders/dense-gemv/kernel.ts';
import { linesGemv } from '../../../shaders/lines-linear/kernel.ts';
import { quantizedExtent, quantizedGemv } from '../../../shaders/quantized-linear/kernel.ts';
import { sparseGemv } from '../../../shaders/sparse-linear/kernel.ts';
import { gemvFormOn, type GpuMachine } from './executionGpu.ts';
import type { Words } from './executionLayout.ts';
import { partArrays, type Part, type Parts } from './gemvParts.ts';

/** Of buffers. */
export interface ProductNames {
  /** What the names of the matrix's buffers begin with. */
  readonly matrix: string;
  readonly x: string;
  readonly output: string;
  readonly bias: string | null;
}

type Form = Pick<GpuMachine, 'software' | 'subgroups'>;

const bound = (part: Part): Readonly<Record<string, Words>> =>
  part.kind === 'quantized'
    ? {
        ...part.executable.arrays,
        extent: quantizedExtent(part.executable.format, { rows: 1, ...part.executable.shape }),
      }
    : partArrays(part);

/** What the device must have. */
export const buffersOf = (parts: Parts, matrix: string): Readonly<Record<string, Words>> =>
  Object.fromEntries(
    parts.flatMap((part, at) =>
      Object.entries(bound(part)).map(([name, words]): [string, Words] => [`${matrix}.${at}.${name}`, words]),
    ),
  );

/** By the names of a kernel's bindings, where they lie. */
export const heldBy = (part: Part, at: number, matrix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(bound(part)).map((name) => [name, `${matrix}.${at}.${name}`]));

export function productDispatches(
  machine: Form,
  parts: Parts,
  { matrix, x, output, bias }: ProductNames,
): readonly Dispatch[] {
  return parts.flatMap((part, at) => {
    const last = at === parts.length - 1;
    const between = (index: number): string => `${output}.between.${index}`;
    const buffers = {
      ...heldBy(part, at, matrix),
      x: at === 0 ? x : between(at - 1),
      output: last ? output : between(at),
      ...(bias !== null && { bias }),
    };
    return partDispatches(machine, part, buffers, last && bias !== null);
  });
}

function partDispatches(
  machine: Form,
  part: Part,
  buffers: Readonly<Record<'x' | 'output', string>> & Readonly<Record<string, string>>,
  hasBias: boolean,
): readonly Dispatch[] {
  const form = gemvFormOn(machine);
  const { inputs, outputs } = part;
  switch (part.kind) {
    case 'quantized': {
      const { format, shape } = part.executable;
      return [dispatch(quantizedGemv(format, form, hasBias), { rows: 1, ...shape }, buffers)];
    }
    case 'lines': {
      const { weight, columns } = part.lines;
      const columnsKept = columns.length;
      const shape = { inputs, outputs, columnsKept, rowsKept: weight.length / columnsKept };
      return [dispatch(linesGemv(form, hasBias), shape, buffers)];
    }
    case 'sparse':
      return [dispatch(sparseGemv(form, hasBias), { rows: 1, inputs, outputs }, buffers)];
    case 'dense': {
      const product = dispatch(denseGemv(form), { inputs, outputs }, buffers);
      const { bias, output } = buffers;
      if (!hasBias || bias === undefined) return [product];
      return [product, dispatch(accumulate, { length: outputs }, { more: bias, sums: output })];
    }
  }
}
