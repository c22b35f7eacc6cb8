/** Rows of keys or values that attention looks back at, one per position, in heads of a fixed size. */

export interface RowCache {
  /** Keeps a row [columns] as that of `position`. */
  write(position: number, row: Float32Array): void;
  /** out[t] = q · (columns `from` … of row t), for t below `end`; q is one head. */
  dots(q: Float32Array, from: number, end: number, out: Float32Array): void;
  /** out = Σ shares[t] · (columns `from` … of row t), for t below `end`; out is one head. */
  mix(shares: Float32Array, from: number, end: number, out: Float32Array): void;
  /** That it occupies, for all positions. */
  readonly bytes: number;
}

export interface CacheShape {
  /** Positions T. */
  readonly rows: number;
  readonly columns: number;
  readonly headSize: number;
}

/** As plain numbers. */
export function floatCache({ rows, columns, headSize }: CacheShape): RowCache {
  const kept = new Float32Array(rows * columns);
  return {
    bytes: kept.byteLength,
    write: (position, row) => kept.set(row, position * columns),
    dots(q, from, end, out) {
      for (let t = 0; t < end; t++) {
        const at = t * columns + from;
        let dot = 0;
        for (let d = 0; d < headSize; d++) dot += (q[d] as number) * (kept[at + d] as number);
        out[t] = dot;
      }
    },
    mix(shares, from, end, out) {
      for (let d = 0; d < headSize; d++) {
        let sum = 0;
        for (let t = 0; t < end; t++) sum += (shares[t] as number) * (kept[t * columns + from + d] as number);
        out[d] = sum;
      }
    },
  };
}
