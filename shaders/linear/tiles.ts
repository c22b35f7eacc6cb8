/**
 * How a matrix product is cut up. The only place to tune for a device: kernels take what they find here.
 * An invocation owns `4 * rowGroups` rows and 4 columns of the result.
 */
export const rowGroups = 2;
export const workgroupSize = 64;
const widest = 32;

export interface TileGrid {
  /** Invocations of a workgroup side by side and one above the other. */
  readonly wide: number;
  readonly high: number;
  /** Workgroups side by side and one above the other. */
  readonly across: number;
  readonly down: number;
}

/** Narrow results get tall workgroups, so that no invocation stands beside the matrix. */
export function tileGrid(rows: number, columns: number): TileGrid {
  const wide = Math.min(widest, 2 ** Math.ceil(Math.log2(Math.ceil(columns / 4))));
  const high = workgroupSize / wide;
  return {
    wide,
    high,
    across: Math.ceil(columns / (4 * wide)),
    down: Math.ceil(rows / (4 * rowGroups * high)),
  };
}
