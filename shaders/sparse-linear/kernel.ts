/**
 * y = W x where two of every four inputs of a row are kept (2:4): the weights in pairs, and for each pair the two places in
 * its four, in half a byte, the first one lowest. Half the numbers and a sixteenth of them for their places; the inputs that
 * a pair multiplies are picked in registers, since without instructions for it nothing is gained but bytes.
 */
import { declarations } from '../common/declarations.ts';
import { gemvCode, gemvGrid, type GemvForm } from '../common/gemv/form.ts';
import { floats, type BufferBinding, type Kernel } from '../common/kernel.ts';
import { unroll } from '../common/unroll.ts';
import { defaultVariant, type ProductVariant } from '../linear/variants.ts';
import { writtenProduct } from '../linear/written.ts';
import gemv from './gemv.wgsl?raw';
import looseGemv from './looseGemv.wgsl?raw';
import tile from './tile.wgsl?raw';

export interface SparseShape {
  /** M, of x [M, I]. */
  readonly rows: number;
  /** I, a multiple of four. */
  readonly inputs: number;
  /** O */
  readonly outputs: number;
}

const pairs = ({ inputs, outputs }: SparseShape): number => (inputs / 4) * outputs;

/** All that a matrix is made of. */
export const sparseBindings: readonly BufferBinding<SparseShape>[] = [
  floats('kept', 'read', (shape) => 2 * pairs(shape)),
  { name: 'places', access: 'read', type: 'u32', length: (shape) => Math.ceil(pairs(shape) / 8) },
];

const gemvBindings = (bias: boolean): readonly BufferBinding<SparseShape>[] => [
  floats('x', 'read', ({ inputs }) => inputs),
  ...sparseBindings,
  ...(bias ? [floats<SparseShape>('bias', 'read', ({ outputs }) => outputs)] : []),
  floats('output', 'read_write', ({ outputs }) => outputs),
];

/** Rows of the matrix, and fours of inputs. */
const extentText = (outputs: string, quads: string): string =>
  `fn outputs() -> u32 {\n  return ${outputs};\n}\nfn quads() -> u32 {\n  return ${quads};\n}\n`;

/** For one vector. What a matrix measures is asked of the bound ranges. */
export function sparseGemv(form: GemvForm, bias: boolean): Kernel<SparseShape> {
  const bindings = gemvBindings(bias);
  return {
    id: `sparse-gemv${bias ? ' bias' : ''} ${form}`,
    bindings,
    code({ inputs }) {
      // Where rows are whole words of places, a word is read once for its eight pairs.
      const whole = inputs % 32 === 0;
      const types = { x: 'array<vec4f>', kept: `array<${whole ? 'vec4f' : 'vec2f'}>` };
      const body = [
        declarations(bindings, types),
        extentText('arrayLength(&output)', 'arrayLength(&x)'),
        `fn biasOf(row: u32) -> f32 {\n  return ${bias ? 'bias[row]' : '0.0'};\n}\n`,
        whole ? unroll(gemv, {}) : `${tile}${looseGemv}`,
      ];
      return gemvCode(form, body.join(''));
    },
    grid: ({ outputs }) => gemvGrid(form, outputs),
  };
}

/** For many rows. */
export const sparseProduct = (bias: boolean, variant: ProductVariant = defaultVariant): Kernel<SparseShape> =>
  writtenProduct(
    {
      id: 'sparse-product',
      bindings: sparseBindings,
      types: { kept: 'array<vec2f>' },
      text: ({ inputs, outputs }) => `${extentText(`${outputs}u`, `${inputs / 4}u`)}${tile}`,
    },
    variant,
    bias,
  );
