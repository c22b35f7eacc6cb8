/**
 * Rows of keys or values that attention looks back at, one per position, in heads of a fixed size: as plain numbers, or at a
 * few bits each with a scale and a minimum for every head of every row. KIVI (Liu et al. 2024, arXiv 2402.02750) groups keys
 * by channel over many tokens, the last 128 of which it keeps as they are; that is as long as contexts here, so keys are
 * grouped by token as values are.
 */

/** Of a number in the cache; 32 is as it is. */
export const cacheWidths = [32, 8, 4, 2] as const;
export type CacheBits = (typeof cacheWidths)[number];

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

export const rowCache = (shape: CacheShape, bits: CacheBits): RowCache =>
  bits === 32 ? floatCache(shape) : quantizedCache(shape, bits);

function floatCache({ rows, columns, headSize }: CacheShape): RowCache {
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

/** x = minimum + scale · code. Codes are packed lowest bit first; every head begins with a new byte. */
function quantizedCache({ rows, columns, headSize }: CacheShape, bits: 8 | 4 | 2): RowCache {
  const heads = columns / headSize;
  const perByte = 8 / bits;
  const bytesPerHead = Math.ceil(headSize / perByte);
  const largest = 2 ** bits - 1;
  const codes = new Uint8Array(rows * heads * bytesPerHead);
  const scales = new Float32Array(rows * heads);
  const minima = new Float32Array(rows * heads);
  const head = new Float32Array(headSize);

  /** Codes of a head of a row, as numbers, into `head`. */
  function unpack(index: number): void {
    const start = index * bytesPerHead;
    for (let d = 0; d < headSize; d++) {
      head[d] = ((codes[start + Math.floor(d / perByte)] as number) >>> (bits * (d % perByte))) & largest;
    }
  }

  return {
    bytes: codes.byteLength + scales.byteLength + minima.byteLength,
    write(position, row) {
      for (let h = 0; h < heads; h++) {
        const index = position * heads + h;
        const values = row.subarray(h * headSize, (h + 1) * headSize);
        let low = Infinity;
        let high = -Infinity;
        for (const value of values) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
        const scale = (high - low) / largest;
        minima[index] = low;
        scales[index] = scale;
        codes.fill(0, index * bytesPerHead, (index + 1) * bytesPerHead);
        for (const [d, value] of values.entries()) {
          const code = scale === 0 ? 0 : Math.min(largest, Math.round((value - low) / scale));
          const at = index * bytesPerHead + Math.floor(d / perByte);
          codes[at] = (codes[at] as number) | (code << (bits * (d % perByte)));
        }
      }
    },
    dots(q, from, end, out) {
      let total = 0;
      for (const value of q) total += value;
      for (let t = 0; t < end; t++) {
        const index = t * heads + from / headSize;
        unpack(index);
        let dot = 0;
        for (let d = 0; d < headSize; d++) dot += (q[d] as number) * (head[d] as number);
        out[t] = (scales[index] as number) * dot + (minima[index] as number) * total;
      }
    },
    mix(shares, from, end, out) {
      out.fill(0);
      for (let t = 0; t < end; t++) {
        const index = t * heads + from / headSize;
        unpack(index);
        const share = shares[t] as number;
        const step = share * (scales[index] as number);
        const low = share * (minima[index] as number);
        for (let d = 0; d < headSize; d++) out[d] = (out[d] as number) + step * (head[d] as number) + low;
      }
    },
  };
}
