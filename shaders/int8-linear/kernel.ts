/**
 * W8A8: y = x Wᵀ (+ bias) in whole numbers. The rows of x ("tokens") become signed bytes (`rounding.ts`), with the factors
 * that a matrix wants on its inputs multiplied in before, and meet the matrix four bytes at a time. Needs the language
 * feature `packed_4x8_integer_dot_product`; where it wins is for a trial to say, since not every device has the instruction.
 */
import { declarations } from '../common/declarations.ts';
import { gemvCode, gemvGrid, type GemvForm } from '../common/gemv/form.ts';
import { constants, floats, type BufferBinding, type Kernel } from '../common/kernel.ts';
import { unroll } from '../common/unroll.ts';
import { weightBindings, weightsText, type QuantizedFormat, type QuantizedShape } from '../quantized-linear/format.ts';
import codes from './codes.wgsl?raw';
import gemv from './gemv.wgsl?raw';
import product from './product.wgsl?raw';
import { tokensLength } from './rounding.ts';

export const int8Feature = 'packed_4x8_integer_dot_product';

/** Of the matrix: bytes with f16 scales. */
export interface Int8Format {
  readonly zeros: boolean;
  readonly bias: boolean;
}

/** Invocations side by side and one above the other, and what each owns in both directions. */
const [side, owned] = [8, 4];

const weightFormat = (zeros: boolean): QuantizedFormat => ({
  bits: 8,
  values: 'integer',
  scales: 'f16',
  zeros,
  middle: 128,
  inputScales: false,
});

const bindingsOf = ({ zeros, bias }: Int8Format): readonly BufferBinding<QuantizedShape>[] => [
  { name: 'tokens', access: 'read', type: 'u32', length: tokensLength },
  floats('tokenScales', 'read', ({ rows }) => rows),
  { name: 'extent', access: 'read', type: 'u32', length: () => 6 },
  ...weightBindings(weightFormat(zeros)),
  ...(bias ? [floats<QuantizedShape>('bias', 'read', ({ outputs }) => outputs)] : []),
  floats('output', 'read_write', ({ rows, outputs }) => rows * outputs),
];

/** @param source that works on items of four words where rows are whole items, else on single words */
function textOf(format: Int8Format, shape: QuantizedShape, source: string): string {
  const whole = Math.ceil(shape.inputs / 4) % 4 === 0;
  const counts = { WORDS: whole ? 4 : 1 };
  const type = `array<${whole ? 'vec4u' : 'u32'}>`;
  const reader = (name: string, variable: string): string =>
    `fn ${name}(item: u32) -> vec4u {\n  return ${whole ? `${variable}[item]` : `vec4u(${variable}[item])`};\n}\n`;
  return [
    constants(counts),
    declarations(bindingsOf(format), { tokens: type, codes: type, extent: 'Extent' }),
    reader('itemAt', 'codes'),
    reader('tokenAt', 'tokens'),
    `fn biasOf(row: u32) -> f32 {\n  return ${format.bias ? 'bias[row]' : '0.0'};\n}\n`,
    weightsText(weightFormat(format.zeros)),
    codes,
    unroll(source, counts),
  ].join('');
}

const nameOf = ({ zeros, bias }: Int8Format): string => `${zeros ? ' zeros' : ''}${bias ? ' bias' : ''}`;

/** For one token. */
export const int8Gemv = (format: Int8Format, form: GemvForm): Kernel<QuantizedShape> => ({
  id: `int8-gemv${nameOf(format)} ${form}`,
  bindings: bindingsOf(format),
  code: (shape) => gemvCode(form, textOf(format, shape, gemv)),
  grid: ({ outputs }) => gemvGrid(form, outputs),
});

/** For many tokens. */
export const int8Product = (format: Int8Format): Kernel<QuantizedShape> => ({
  id: `int8-product${nameOf(format)}`,
  bindings: bindingsOf(format),
  code: (shape) => `${constants({ SIDE: side })}${textOf(format, shape, product)}`,
  grid: ({ rows, outputs }) => [Math.ceil(outputs / (side * owned)), Math.ceil(rows / (side * owned)), 1],
});
