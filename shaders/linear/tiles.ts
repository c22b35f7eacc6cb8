/** How a matrix product is cut up among workgroups and their invocations. */

interface Ownership {
  /** An invocation owns `4 * rowGroups` rows and `4 * columnGroups` columns of the result. */
  readonly rowGroups: number;
  readonly columnGroups: number;
  readonly workgroupSize: number;
}

/** Every invocation reads the factors from storage; caches serve what neighbours have in common. */
export interface RegisterTiling extends Ownership {
  readonly kind: 'register';
  /** Invocations side by side, at most: narrow results get tall workgroups, so that none stands beside the matrix. */
  readonly widest: number;
}

/** A workgroup brings a stretch of both factors into shared memory and multiplies from there. */
export interface SharedTiling extends Ownership {
  readonly kind: 'shared';
  /** Invocations side by side. */
  readonly wide: number;
  /** How much of the sum is in shared memory at a time. */
  readonly depth: number;
  /** As what numbers it lies there. `f16` rounds the factors, needs `shader-f16`, and halves what is kept and read. */
  readonly held: 'f32' | 'f16';
}

/** A workgroup is a subgroup of so many invocations, side by side, that read the left factor for each other. */
export interface LanesTiling extends Ownership {
  readonly kind: 'lanes';
  /**
   * Terms of the sum that a turn of its loop adds where the right factor has a term of it in a line, in the layouts NN and TN;
   * four elsewhere. A turn of one is a quarter of the code, which then stays where a processor has it decoded; its row groups
   * are a multiple of the invocations.
   */
  readonly turn: 1 | 4;
  /** How the tiles of four terms are multiplied: compilers of software adapters differ in which they make more of. */
  readonly by: 'matrices' | 'multiply-adds';
  /**
   * Workgroups of the two sums of a gradient kernel, which differ in length, come mixed and not one kind after the other: for
   * drivers that give every processor a stretch of them beforehand.
   */
  readonly mixes: boolean;
}

export type Tiling = RegisterTiling | SharedTiling | LanesTiling;

export interface TileGrid {
  /** Invocations of a workgroup side by side and one above the other. */
  readonly wide: number;
  readonly high: number;
  /** Columns and rows of the result that a workgroup owns. */
  readonly columns: number;
  readonly rows: number;
  /** Workgroups side by side and one above the other. */
  readonly across: number;
  readonly down: number;
}

function wideOf(tiling: Tiling, columns: number): number {
  if (tiling.kind === 'lanes') return tiling.workgroupSize;
  return tiling.kind === 'shared' ? tiling.wide : narrowed(columns / (4 * tiling.columnGroups), tiling.widest);
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** For a result of that size. */
export function tileGrid(rows: number, columns: number, tiling: Tiling): TileGrid {
  const { rowGroups, columnGroups, workgroupSize } = tiling;
  const wide = wideOf(tiling, columns);
  const high = workgroupSize / wide;
  const tile = { columns: 4 * columnGroups * wide, rows: 4 * rowGroups * high };
  return { wide, high, ...tile, across: Math.ceil(columns / tile.columns), down: Math.ceil(rows / tile.rows) };
}

/** Reading for a result whose extent is a multiple of this never passes its edges. */
export function reachOf({ kind, rowGroups, columnGroups }: Tiling, { rows, columns }: TileGrid): Extent {
  // Invocations that own nothing read nothing, unless others wait for what they bring.
  if (kind !== 'register') return { rows, columns };
  return { rows: 4 * rowGroups, columns: columnGroups === 1 ? 4 : columns };
}

/** How much of a sum is read before it is added up. */
export const depthOf = (tiling: Tiling): number => (tiling.kind === 'shared' ? tiling.depth : 4);

/** As constants of the kernels, which also say how often loops over them repeat. */
export function groupCounts(tiling: Tiling): Readonly<Record<string, number>> {
  const { rowGroups, columnGroups, workgroupSize } = tiling;
  return {
    ROW_GROUPS: rowGroups,
    COLUMN_GROUPS: columnGroups,
    GROUPS: rowGroups * columnGroups,
    ...(tiling.kind === 'lanes' && { LANES: workgroupSize, LINES: (4 * rowGroups) / workgroupSize }),
    ...(tiling.kind === 'lanes' && tiling.turn === 1 && { TURNED_LINES: rowGroups / workgroupSize }),
  };
}

const narrowed = (needed: number, widest: number): number =>
  Math.min(widest, 2 ** Math.ceil(Math.log2(Math.ceil(needed))));

/** Numbers along a sum, a multiple of `depth`, that each of so many shares gets; the last ones may get fewer or none. */
export const shareLength = (length: number, shares: number, depth: number): number =>
  depth * Math.ceil(length / (depth * shares));
