/** Plain floating-point numbers: what compression starts from, and what is left as it is. */
import type { Matrix, Shape } from '../contract.ts';
import { bf16Bits, bf16Values, f16Bits, f16Values } from '../numeric/halfFloats.ts';
import type { EncodingKind } from './contract.ts';

export type FloatFormat = 'f32' | 'f16' | 'bf16';

export type FloatEncoding = Shape & { readonly kind: 'float' } & (
    | { readonly format: 'f32'; readonly arrays: { readonly values: Float32Array } }
    | { readonly format: 'f16' | 'bf16'; readonly arrays: { readonly values: Uint16Array } }
  );

const dtypes = { f32: 'F32', f16: 'F16', bf16: 'BF16' } as const;

export const float: EncodingKind<FloatEncoding> = {
  kind: 'float',
  layout: ({ format, rows, columns }) => ({ values: { dtype: dtypes[format], length: rows * columns } }),
  decode(encoding) {
    if (encoding.format === 'f32') return Float32Array.from(encoding.arrays.values);
    return encoding.format === 'f16' ? f16Values(encoding.arrays.values) : bf16Values(encoding.arrays.values);
  },
};

export function encodeFloat({ rows, columns, values }: Matrix, format: FloatFormat): FloatEncoding {
  const head = { kind: 'float', rows, columns } as const;
  if (format === 'f32') return { ...head, format, arrays: { values: Float32Array.from(values) } };
  return { ...head, format, arrays: { values: format === 'f16' ? f16Bits(values) : bf16Bits(values) } };
}
