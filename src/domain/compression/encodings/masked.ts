/**
 * A matrix with holes: a bit per weight says which stay, and only those are written down, in order, as one row. Scales
 * and zero points are those of the whole matrix, because the method that chose them saw it so.
 */
import { packBits, packedBytes, unpackBits } from '../sharing/packBits.ts';
import type { Shape } from '../contract.ts';
import { packCodes, unpackCodes, wordsPerRow } from './bits.ts';
import { codebook, type CodebookEncoding } from './codebook.ts';
import type { EncodingKind, HeaderOf, Layout } from './contract.ts';
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
  readonly inner: HeaderOf<Inner>;
  readonly arrays: { readonly mask: Uint8Array } & InnerArrays;
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
  layout: ({ rows, columns, kept, inner }) => ({
    mask: { dtype: 'U8', length: packedBytes(rows * columns, 1) },
    ...innerLayout(inner, kept),
  }),
  decode(encoding) {
    const { rows, columns, kept, inner, arrays } = encoding;
    const { mask: packed, ...rest } = arrays;
    const mask = unpackBits(packed, 1, rows * columns);
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
  return {
    kind: 'masked',
    rows: whole.rows,
    columns: whole.columns,
    kept,
    inner,
    arrays: { mask: packBits(mask, 1), ...rest },
  };
}

/** @param kept the weights that stay, as one row. */
export function maskedCodebook(kept: CodebookEncoding, mask: Uint8Array, { rows, columns }: Shape): MaskedEncoding {
  const { arrays, ...inner } = kept;
  return {
    kind: 'masked',
    rows,
    columns,
    kept: kept.columns,
    inner,
    arrays: { mask: packBits(mask, 1), ...arrays },
  };
}

const codesOf = (whole: IntegerEncoding | LevelsEncoding): Uint8Array =>
  unpackCodes(whole.arrays.codes, whole, bitsOf(whole));

function scatter<A extends Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(kept: A, mask: ArrayLike<number>): A {
  const whole = kept instanceof Float32Array ? new Float32Array(mask.length) : new Uint8Array(mask.length);
  let next = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) whole[i] = kept[next++] ?? 0;
  return whole as A;
}
