/**
 * A matrix with holes: a bit per weight says which stay, or where whole rows and columns are gone a bit for each of these,
 * and only the weights that stay are written down, in order, as one row. Scales and zero points are those of the whole
 * matrix, because the method that chose them saw it so.
 */
import { packBits, packedBytes, unpackBits } from '../sharing/packBits.ts';
import type { Shape } from '../contract.ts';
import { packCodes, unpackCodes, wordsPerRow } from './bits.ts';
import { codebook, type CodebookEncoding } from './codebook.ts';
import type { ArraySpec, EncodingKind, HeaderOf, Layout } from './contract.ts';
import { float, type FloatEncoding } from './float.ts';
import { integer, type IntegerEncoding } from './integer.ts';
import { levelTables } from './levelTables.ts';
import { levels, type LevelsEncoding } from './levels.ts';

/** Kinds that write a code or a number for every weight in order. */
export type Maskable = FloatEncoding | IntegerEncoding | LevelsEncoding;

/** What is written of the weights that stay: of the whole matrix, or, for a codebook, of one row of them. */
type Inner = Maskable | CodebookEncoding;

type InnerArrays = Readonly<Record<string, Float32Array | Uint16Array | Uint8Array | Uint32Array>>;

export interface MaskedEncoding extends Shape {
  readonly kind: 'masked';
  /** Weights that stay. */
  readonly kept: number;
  /** Weights stay where their row and their column do: `rowMask` and `columnMask` take the place of `mask`. */
  readonly byLines?: true;
  readonly inner: HeaderOf<Inner>;
  readonly arrays: InnerArrays;
}

const bitsOf = (inner: HeaderOf<IntegerEncoding | LevelsEncoding>): number =>
  inner.kind === 'integer' ? inner.bits : levelTables[inner.levels].bits;

function innerLayout(inner: HeaderOf<Inner>, kept: number): Layout {
  switch (inner.kind) {
    case 'float':
      return float.layout({ ...inner, rows: 1, columns: kept });
    case 'codebook':
      return codebook.layout(inner);
    case 'integer':
      return { ...integer.layout(inner), codes: { dtype: 'U32', length: wordsPerRow(kept, bitsOf(inner)) } };
    case 'levels':
      return { ...levels.layout(inner), codes: { dtype: 'U32', length: wordsPerRow(kept, bitsOf(inner)) } };
  }
}

export const masked: EncodingKind<MaskedEncoding> = {
  kind: 'masked',
  layout: ({ rows, columns, kept, byLines, inner }) => ({
    ...(byLines ? { rowMask: bitsFor(rows), columnMask: bitsFor(columns) } : { mask: bitsFor(rows * columns) }),
    ...innerLayout(inner, kept),
  }),
  decode(encoding) {
    const { kept, inner, arrays } = encoding;
    const { mask: _mask, rowMask: _rows, columnMask: _columns, ...rest } = arrays;
    const mask = maskOf(encoding);
    if (inner.kind === 'float') {
      // The header says which arrays there are.
      return scatter(float.decode({ ...inner, rows: 1, columns: kept, arrays: rest } as FloatEncoding), mask);
    }
    if (inner.kind === 'codebook')
      return scatter(codebook.decode({ ...inner, arrays: rest } as CodebookEncoding), mask);
    const bits = bitsOf(inner);
    const codes = scatter(unpackCodes(rest['codes'] as Uint32Array, { rows: 1, columns: kept }, bits), mask);
    const whole = { ...inner, arrays: { ...rest, codes: packCodes(codes, inner, bits) } } as Maskable;
    const values = whole.kind === 'integer' ? integer.decode(whole) : levels.decode(whole as LevelsEncoding);
    return values.map((value, i) => (mask[i] === 1 ? value : 0));
  },
};

/** The rows and the columns that stay, in order, where these say all. */
export function linesOf({ rows, columns, arrays }: MaskedEncoding): Readonly<Record<keyof Shape, Uint32Array>> {
  const places = (name: string, count: number): Uint32Array =>
    Uint32Array.from([...unpackBits(arrays[name] as Uint8Array, 1, count)].flatMap((stays, i) => (stays ? [i] : [])));
  return { rows: places('rowMask', rows), columns: places('columnMask', columns) };
}

const bitsFor = (count: number): ArraySpec => ({ dtype: 'U8', length: packedBytes(count, 1) });

function maskOf({ rows, columns, byLines, arrays }: MaskedEncoding): Uint16Array {
  const bits = (name: string, count: number): Uint16Array => unpackBits(arrays[name] as Uint8Array, 1, count);
  if (!byLines) return bits('mask', rows * columns);
  const [ofRows, ofColumns] = [bits('rowMask', rows), bits('columnMask', columns)];
  return Uint16Array.from({ length: rows * columns }, (_, i) => {
    return (ofRows[Math.floor(i / columns)] ?? 0) & (ofColumns[i % columns] ?? 0);
  });
}

/** The mask as the file has it: the lines that stay, where these say all. */
function packMask(mask: Uint8Array, { rows, columns }: Shape): Pick<MaskedEncoding, 'byLines' | 'arrays'> {
  const ofRows = new Uint8Array(rows);
  const ofColumns = new Uint8Array(columns);
  mask.forEach((stays, i) => {
    if (stays === 1) ofRows[Math.floor(i / columns)] = ofColumns[i % columns] = 1;
  });
  const byLines = mask.every((stays, i) => {
    return stays === ((ofRows[Math.floor(i / columns)] ?? 0) & (ofColumns[i % columns] ?? 0));
  });
  return byLines
    ? { byLines, arrays: { rowMask: packBits(ofRows, 1), columnMask: packBits(ofColumns, 1) } }
    : { arrays: { mask: packBits(mask, 1) } };
}

/** @param mask [rows, columns], 1 where a weight stays. */
export function encodeMasked(whole: Maskable, mask: Uint8Array): MaskedEncoding {
  const { arrays, ...inner } = whole;
  const kept = mask.reduce((sum, stays) => sum + stays, 0);
  const only = <A extends Float32Array | Uint16Array | Uint8Array>(values: A): A =>
    values.filter((_, i) => mask[i] === 1) as A;
  const rest: InnerArrays =
    whole.kind === 'float'
      ? { values: only(whole.arrays.values) }
      : { ...arrays, codes: packCodes(only(codesOf(whole)), { rows: 1, columns: kept }, bitsOf(whole)) };
  const { arrays: packed, ...how } = packMask(mask, whole);
  return {
    kind: 'masked',
    rows: whole.rows,
    columns: whole.columns,
    kept,
    ...how,
    inner,
    arrays: { ...packed, ...rest },
  };
}

/** @param kept the weights that stay, as one row. */
export function maskedCodebook(kept: CodebookEncoding, mask: Uint8Array, { rows, columns }: Shape): MaskedEncoding {
  const { arrays, ...inner } = kept;
  const { arrays: packed, ...how } = packMask(mask, { rows, columns });
  return { kind: 'masked', rows, columns, kept: kept.columns, ...how, inner, arrays: { ...packed, ...arrays } };
}

const codesOf = (whole: IntegerEncoding | LevelsEncoding): Uint8Array =>
  unpackCodes(whole.arrays.codes, whole, bitsOf(whole));

function scatter<A extends Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(kept: A, mask: ArrayLike<number>): A {
  const whole = kept instanceof Float32Array ? new Float32Array(mask.length) : new Uint8Array(mask.length);
  let next = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) whole[i] = kept[next++] ?? 0;
  return whole as A;
}
