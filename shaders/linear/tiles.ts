/**
 * How a matrix product is cut up. The only place to tune for a device: kernels take what they find here.
 * An invocation owns `rowGroups` · 4 rows and 4 columns of the result.
 */
export interface Tiles {
  readonly rowGroups: number;
  /** Invocations of a workgroup side by side and one above the other. */
  readonly wide: number;
  readonly high: number;
}

export const workgroupSize = 64;
const widest = 32;

/** Narrow results get tall workgroups, so that no invocation stands beside the matrix. */
export function tilesFor(columns: number): Tiles {
  const wide = Math.min(widest, 2 ** Math.ceil(Math.log2(Math.ceil(columns / 4))));
  return { rowGroups: 2, wide, high: workgroupSize / wide };
}

export interface TileGrid extends Tiles {
  /** Workgroups side by side. */
  readonly across: number;
  /** Workgroups one above the other. */
  readonly down: number;
}

export function tileGrid(rows: number, columns: number): TileGrid {
  const tiles = tilesFor(columns);
  const { rowGroups, wide, high } = tiles;
  return { ...tiles, across: Math.ceil(columns / (4 * wide)), down: Math.ceil(rows / (4 * rowGroups * high)) };
}
