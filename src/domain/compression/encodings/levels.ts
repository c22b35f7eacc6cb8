/** Levels of a fixed table times a scale per group: NF4 (4 bits) and FP8 (8 bits, each code the float's bit pattern). */
import type { Matrix, Pass, Shape } from '../contract.ts';
import { packCodes, unpackCodes, wordsPerRow } from './bits.ts';
import type { EncodingKind, HeaderOf } from './contract.ts';
import { groupCount, groupRange, type Grouped } from './groups.ts';
import { levelTables, nearestLevel, type LevelsName } from './levelTables.ts';
import { decodeScales, encodeScales, scaleLayout, type ScaleArrays, type ScaleFormat } from './scales.ts';

export interface LevelsEncoding extends Shape, Grouped {
  readonly kind: 'levels';
  readonly levels: LevelsName;
  readonly scaleFormat: ScaleFormat;
  /** Rows of codes, see `bits.ts`, and the scales. */
  readonly arrays: ScaleArrays & { readonly codes: Uint32Array };
}

export type LevelsHeader = HeaderOf<LevelsEncoding>;

export const levels: EncodingKind<LevelsEncoding> = {
  kind: 'levels',
  layout: (header) => ({
    codes: { dtype: 'U32', length: header.rows * wordsPerRow(header.columns, levelTables[header.levels].bits) },
    ...scaleLayout(header.scaleFormat, groupCount(header)),
  }),
  decode(encoding) {
    const table = levelTables[encoding.levels];
    const codes = unpackCodes(encoding.arrays.codes, encoding, table.bits);
    const values = new Float32Array(codes.length);
    for (const [index, scale] of decodeScales(encoding.arrays).entries()) {
      const { start, end } = groupRange(encoding, index);
      for (let i = start; i < end; i++) values[i] = scale * (table.values[codes[i] ?? 0] ?? 0);
    }
    return values;
  },
};

/** The largest |w| of each group goes to the largest level, as nearly as its written scale allows. */
export function* encodeLevels(header: LevelsHeader, { values }: Matrix): Pass<LevelsEncoding> {
  const table = levelTables[header.levels];
  const nearest = nearestLevel(table);
  const exact = Float32Array.from({ length: groupCount(header) }, (_, index) => {
    const { start, end } = groupRange(header, index);
    return values.subarray(start, end).reduce((peak, value) => Math.max(peak, Math.abs(value)), 0) / table.largest;
  });
  const scaleArrays = encodeScales(exact, header.scaleFormat);
  const codes = new Uint8Array(values.length);
  for (const [index, scale] of decodeScales(scaleArrays).entries()) {
    const { start, end } = groupRange(header, index);
    for (let i = start; i < end; i++) {
      codes[i] = nearest(scale === 0 ? 0 : Math.fround((values[i] ?? 0) / scale));
    }
    yield end / values.length;
  }
  return { ...header, arrays: { codes: packCodes(codes, header, table.bits), ...scaleArrays } };
}
