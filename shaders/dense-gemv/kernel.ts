/** y = W x for one vector: what compressed matrices are compared with. W is [O, I], row-major, as in files. */
import { declarations } from '../common/declarations.ts';
import { gemvCode, gemvGrid, type GemvForm } from '../common/gemv/form.ts';
import { itemType, itemWidth } from '../common/items.ts';
import { floats, type BufferBinding, type Kernel } from '../common/kernel.ts';
import source from './denseGemv.wgsl?raw';

export interface GemvShape {
  /** I */
  readonly inputs: number;
  /** O */
  readonly outputs: number;
}

const bindings: readonly BufferBinding<GemvShape>[] = [
  floats('x', 'read', ({ inputs }) => inputs),
  floats('weight', 'read', ({ inputs, outputs }) => inputs * outputs),
  floats('output', 'read_write', ({ outputs }) => outputs),
];

export const denseGemv = (form: GemvForm): Kernel<GemvShape> => ({
  id: `dense-gemv ${form}`,
  bindings,
  code({ inputs }) {
    const items = { x: 'array<Item>', weight: 'array<Item>' };
    return gemvCode(form, [itemType(itemWidth(inputs)), declarations(bindings, items), source].join('\n'));
  },
  grid: ({ outputs }) => gemvGrid(form, outputs),
});
