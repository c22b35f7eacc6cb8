/** y = W x (+ bias) for one vector and a quantised W. What a matrix measures is data, so that a format is one pipeline. */
import { declarations } from '../common/declarations.ts';
import { gemvCode, gemvGrid, type GemvForm } from '../common/gemv/form.ts';
import { constants, floats, type BufferBinding, type Kernel } from '../common/kernel.ts';
import { unroll } from '../common/unroll.ts';
import {
  extentOf,
  formatName,
  weightBindings,
  weightsText,
  type QuantizedFormat,
  type QuantizedShape,
} from './format.ts';
import gemv from './gemv.wgsl?raw';
import integerWord from './integerWord.wgsl?raw';
import levelsWord from './levelsWord.wgsl?raw';
import looseInputs from './looseInputs.wgsl?raw';
import wholeInputs from './wholeInputs.wgsl?raw';

/** Words that are read at a time, of 32 inputs at most, whose scale is one; null where rows are no whole items. */
function wholeItems({ bits }: QuantizedFormat, { inputs }: QuantizedShape): 1 | 2 | 4 | null {
  const words = ({ 1: 1, 2: 2, 4: 4, 8: 4 } as const)[bits];
  return inputs % ((words * 32) / bits) === 0 ? words : null;
}

const itemTypes = {
  1: { type: 'u32', item: 'vec4u(codes[at])' },
  2: { type: 'vec2u', item: 'vec4u(codes[at], 0u, 0u)' },
  4: { type: 'vec4u', item: 'codes[at]' },
} as const satisfies Readonly<Record<1 | 2 | 4, unknown>>;

function bindingsOf(format: QuantizedFormat, bias: boolean): readonly BufferBinding<QuantizedShape>[] {
  return [
    floats('x', 'read', (shape) => shape.inputs),
    { name: 'extent', access: 'read', type: 'u32', length: () => 6 },
    ...weightBindings(format),
    ...(bias ? [floats<QuantizedShape>('bias', 'read', ({ outputs }) => outputs)] : []),
    floats('output', 'read_write', ({ outputs }) => outputs),
  ];
}

/** Contents of `extent`. */
export function quantizedExtent(format: QuantizedFormat, shape: QuantizedShape): Uint32Array<ArrayBuffer> {
  const extent = Uint32Array.of(...extentOf(format, shape), 0);
  new Float32Array(extent.buffer)[5] = format.middle;
  return extent;
}

export function quantizedGemv(format: QuantizedFormat, form: GemvForm, bias: boolean): Kernel<QuantizedShape> {
  const bindings = bindingsOf(format, bias);
  return {
    id: `quantized-gemv ${formatName(format)}${bias ? ' bias' : ''} ${form}`,
    bindings,
    code(shape) {
      const words = wholeItems(format, shape);
      const aligned = words !== null;
      const counts = { WORDS: words ?? 1, QUADS: 8 / format.bits };
      const { type, item } = itemTypes[words ?? 1];
      const types = { extent: 'Extent', codes: `array<${type}>`, x: `array<${aligned ? 'vec4f' : 'f32'}>` };
      const body = [
        constants(counts),
        declarations(bindings, types),
        `fn itemAt(at: u32) -> vec4u {\n  return ${item};\n}\n`,
        `fn biasOf(row: u32) -> f32 {\n  return ${bias ? 'bias[row]' : '0.0'};\n}\n`,
        weightsText(format),
        aligned ? wholeInputs : looseInputs,
        unroll(format.values === 'levels' ? levelsWord : integerWord, counts),
        unroll(gemv, counts),
      ];
      return gemvCode(form, body.join(''));
    },
    grid: ({ outputs }) => gemvGrid(form, outputs),
  };
}
