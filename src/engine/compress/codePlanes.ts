/**
 * Inner loops of products on typed arrays. Codes lie in planes: byte k of every row beside that of the next, so that the
 * innermost loop runs over outputs, reads bytes one after another, and waits for no sum. In row after row, where each sum
 * waits for itself, V8 takes five times as long. Indices are in range, which the casts say where a check would cost a third.
 */

/** acc [O] += Σ level(code) · x over the inputs of planes `from` … `end`; x begins with the first input of plane 0. */
export type PlaneLoop = (
  planes: Uint8Array,
  from: number,
  end: number,
  x: Float64Array,
  acc: Float64Array,
  table: Float32Array,
) => void;

/** A code is its level. */
export const integerLoops: Readonly<Record<1 | 2 | 4 | 8, PlaneLoop>> = {
  8(planes, from, end, x, acc) {
    const outputs = acc.length;
    for (let k = from; k < end; k += 4) {
      const [x0, x1, x2, x3] = [x[k] as number, x[k + 1] as number, x[k + 2] as number, x[k + 3] as number];
      const a = k * outputs;
      const [b, c, d] = [a + outputs, a + 2 * outputs, a + 3 * outputs];
      for (let o = 0; o < outputs; o++) {
        acc[o] =
          (acc[o] as number) +
          x0 * (planes[a + o] as number) +
          x1 * (planes[b + o] as number) +
          x2 * (planes[c + o] as number) +
          x3 * (planes[d + o] as number);
      }
    }
  },
  4(planes, from, end, x, acc) {
    const outputs = acc.length;
    for (let k = from; k < end; k += 2) {
      const i = 2 * k;
      const [x0, x1, x2, x3] = [x[i] as number, x[i + 1] as number, x[i + 2] as number, x[i + 3] as number];
      const a = k * outputs;
      const b = a + outputs;
      for (let o = 0; o < outputs; o++) {
        const p = planes[a + o] as number;
        const q = planes[b + o] as number;
        acc[o] = (acc[o] as number) + x0 * (p & 15) + x1 * (p >>> 4) + x2 * (q & 15) + x3 * (q >>> 4);
      }
    }
  },
  2(planes, from, end, x, acc) {
    const outputs = acc.length;
    for (let k = from; k < end; k++) {
      const i = 4 * k;
      const [x0, x1, x2, x3] = [x[i] as number, x[i + 1] as number, x[i + 2] as number, x[i + 3] as number];
      const a = k * outputs;
      for (let o = 0; o < outputs; o++) {
        const p = planes[a + o] as number;
        acc[o] = (acc[o] as number) + x0 * (p & 3) + x1 * ((p >>> 2) & 3) + x2 * ((p >>> 4) & 3) + x3 * (p >>> 6);
      }
    }
  },
  /** Two sums of half a byte each, sixteen of either, are looked up. */
  1(planes, from, end, x, acc) {
    const outputs = acc.length;
    const [low, high] = [new Float64Array(16), new Float64Array(16)];
    for (let k = from; k < end; k++) {
      subsetSums(x, 8 * k, low);
      subsetSums(x, 8 * k + 4, high);
      const a = k * outputs;
      for (let o = 0; o < outputs; o++) {
        const p = planes[a + o] as number;
        acc[o] = (acc[o] as number) + (low[p & 15] as number) + (high[p >>> 4] as number);
      }
    }
  },
};

/** A code's level is in a table. */
export const levelLoops: Readonly<Record<4 | 8, PlaneLoop>> = {
  8(planes, from, end, x, acc, table) {
    const outputs = acc.length;
    for (let k = from; k < end; k += 2) {
      const [x0, x1] = [x[k] as number, x[k + 1] as number];
      const a = k * outputs;
      const b = a + outputs;
      for (let o = 0; o < outputs; o++) {
        acc[o] =
          (acc[o] as number) +
          x0 * (table[planes[a + o] as number] as number) +
          x1 * (table[planes[b + o] as number] as number);
      }
    }
  },
  4(planes, from, end, x, acc, table) {
    const outputs = acc.length;
    for (let k = from; k < end; k += 2) {
      const i = 2 * k;
      const [x0, x1, x2, x3] = [x[i] as number, x[i + 1] as number, x[i + 2] as number, x[i + 3] as number];
      const a = k * outputs;
      const b = a + outputs;
      for (let o = 0; o < outputs; o++) {
        const p = planes[a + o] as number;
        const q = planes[b + o] as number;
        acc[o] =
          (acc[o] as number) +
          x0 * (table[p & 15] as number) +
          x1 * (table[p >>> 4] as number) +
          x2 * (table[q & 15] as number) +
          x3 * (table[q >>> 4] as number);
      }
    }
  },
};

/** sums[s] = Σ of x[at + j] over the bits j that are set in s. */
function subsetSums(x: Float64Array, at: number, sums: Float64Array): void {
  sums[0] = 0;
  for (let j = 0, size = 1; size < sums.length; j++, size *= 2) {
    for (let s = 0; s < size; s++) sums[size + s] = (sums[s] as number) + (x[at + j] as number);
  }
}

/** Rows of so many entries each become planes: [O, K] → [K, O]. */
export function inPlanes<A extends Uint8Array | Float32Array>(rows: A, entries: number, planes: A): A {
  const outputs = rows.length / entries;
  for (let row = 0; row < outputs; row++) {
    for (let k = 0; k < entries; k++) planes[k * outputs + row] = rows[row * entries + k] as number;
  }
  return planes;
}
