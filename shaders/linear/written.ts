/**
 * y [M, O] = x [M, I] Wᵀ (+ bias) where W is written in some way of its own, in the tiles and variants of dense products: who
 * owns a tile, an invocation or a workgroup, makes numbers of what is written once for all its rows.
 */
import { declarations } from '../common/declarations.ts';
import { floats, type BufferBinding, type Kernel } from '../common/kernel.ts';
import { laneLines } from './lanes.ts';
import { productText, startText } from './kernel.ts';
import { tileSource, tileTarget } from './matrix.ts';
import { depthOf, reachOf, tileGrid } from './tiles.ts';
import type { ProductVariant } from './variants.ts';

export interface LinearRows {
  /** M */
  readonly rows: number;
  /** I */
  readonly inputs: number;
  /** O */
  readonly outputs: number;
}

export interface WrittenMatrix<Shape> {
  readonly id: string;
  readonly bindings: readonly BufferBinding<Shape>[];
  /** Of its variables that are no plain arrays of their scalars. */
  readonly types?: Readonly<Record<string, string>>;
  /** `right(k, row)`: four inputs by four rows of the matrix, a column for each input. It may be asked for more than there are. */
  readonly text: (shape: Shape) => string;
}

export function writtenProduct<Shape extends LinearRows>(
  matrix: WrittenMatrix<Shape>,
  variant: ProductVariant,
  bias: boolean,
): Kernel<Shape> {
  const { tiling, shares } = variant;
  const inside = [...matrix.bindings, ...(bias ? [floats<Shape>('bias', 'read', ({ outputs }) => outputs)] : [])];
  const left = tiling.kind === 'shared' ? 'xTurned' : 'xTile';
  return {
    id: `${matrix.id}${bias ? ' bias' : ''} ${variant.id}`,
    bindings: [
      floats('x', 'read', ({ rows, inputs }) => rows * inputs),
      ...inside,
      floats('output', 'read_write', ({ rows, outputs }) => shares * rows * outputs),
    ],
    code(shape) {
      const { rows, inputs, outputs } = shape;
      const step = { rows: reachOf(tiling, tileGrid(rows, outputs, tiling)).rows, columns: depthOf(tiling) };
      return productText(variant, { rows, columns: outputs, inner: inputs }, [
        tileSource({ binding: 0, name: 'x', rows, columns: inputs, step }),
        tiling.kind === 'lanes'
          ? laneLines('left', 'x', false)
          : `fn left(row: u32, k: u32) -> mat4x4f {\n  return ${left}(row, k);\n}`,
        declarations(inside, matrix.types, 1),
        matrix.text(shape),
        startText({ bias, onto: false }),
        tileTarget({ binding: 1 + inside.length, name: 'output', rows, columns: outputs }),
      ]);
    },
    grid({ rows, outputs }) {
      const { across, down } = tileGrid(rows, outputs, tiling);
      return [across, down, shares];
    },
  };
}
