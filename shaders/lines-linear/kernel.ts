/** y = W x (+ bias) for one vector and a W of which whole rows and columns are gone, kept as the smaller dense matrix. */
import { declarations } from '../common/declarations.ts';
import { gemvCode, gemvGrid, type GemvForm } from '../common/gemv/form.ts';
import { floats, type BufferBinding, type Kernel } from '../common/kernel.ts';
import gemv from './gemv.wgsl?raw';

export interface LinesShape {
  /** I */
  readonly inputs: number;
  /** O */
  readonly outputs: number;
  /** Of the outputs and the inputs, one at least. */
  readonly rowsKept: number;
  readonly columnsKept: number;
}

const bindingsOf = (bias: boolean): readonly BufferBinding<LinesShape>[] => [
  floats('x', 'read', ({ inputs }) => inputs),
  floats('weight', 'read', ({ rowsKept, columnsKept }) => rowsKept * columnsKept),
  // All of them, those that stay first.
  { name: 'rows', access: 'read', type: 'u32', length: ({ outputs }) => outputs },
  { name: 'columns', access: 'read', type: 'u32', length: ({ columnsKept }) => columnsKept },
  ...(bias ? [floats<LinesShape>('bias', 'read', ({ outputs }) => outputs)] : []),
  floats('output', 'read_write', ({ outputs }) => outputs),
];

export function linesGemv(form: GemvForm, bias: boolean): Kernel<LinesShape> {
  const bindings = bindingsOf(bias);
  const biasText = `fn biasOf(row: u32) -> f32 {\n  return ${bias ? 'bias[row]' : '0.0'};\n}\n`;
  return {
    id: `lines-gemv${bias ? ' bias' : ''} ${form}`,
    bindings,
    code: () => gemvCode(form, [declarations(bindings), biasText, gemv].join('')),
    grid: ({ outputs }) => gemvGrid(form, outputs),
  };
}
