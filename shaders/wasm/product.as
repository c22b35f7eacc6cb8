/**
 * Matrix products C = A · B. Every operand is an address and two strides in bytes, so that transposed operands, heads
 * of packed attention and single time steps are the same code. As in Goto and van de Geijn (2008), both operands are copied
 * into the order in which they are read: B into panels of eight columns, A into strips of four rows, both over at most
 * `depth` steps of the inner dimension, which keeps what the innermost loop reads in the first-level cache. That loop
 * holds a tile of 4 × 8 results in registers.
 */
import { madd } from './simd';

/** Inner steps at a time: a panel takes 8 KiB, a strip 4 KiB. */
const depth: i32 = 256;
/** What is packed of B at a time: half of a usual second-level cache. */
const panelsBytes: usize = 256 * 1024;
const stripBytes: usize = <usize>depth * 16;
/** Bytes of bias for as many panels as fit when each has one step. */
const mostPanels: i32 = 256;

/** Bytes of scratch memory that `product` needs: a strip, panels, eight numbers of bias for each panel, a tile. */
export const productScratch: usize = stripBytes + panelsBytes + <usize>mostPanels * 32 + 128;

/** C = A·B (+ bias), or C += A·B. */
export const overwrite: i32 = 0;
export const accumulate: i32 = 1;

/** [k, 8] of B, columns past the last as 0. */
function packPanel(b: usize, row: usize, column: usize, k: i32, columns: i32, to: usize): void {
  if (column == 4 && columns == 8) {
    for (let i = 0; i < k; i++) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
      b += row;
      to += 32;
    }
  } else if (row == 4 && columns == 8) {
    packRows4(b, column, k, to, 32);
    packRows4(b + 4 * column, column, k, to + 16, 32);
  } else {
    for (let j = 0; j < 8; j++) packLine(b + <usize>j * column, row, k, j < columns, to + (<usize>j << 2), 32);
  }
}

/** [k, 4] of A, rows past the last as 0. */
function packStrip(a: usize, row: usize, column: usize, k: i32, rows: i32, to: usize): void {
  if (row == 4 && rows == 4) {
    for (let i = 0; i < k; i++) {
      v128.store(to, v128.load(a));
      a += column;
      to += 16;
    }
  } else if (column == 4 && rows == 4) {
    packRows4(a, row, k, to, 16);
  } else {
    for (let j = 0; j < 4; j++) packLine(a + <usize>j * row, column, k, j < rows, to + (<usize>j << 2), 16);
  }
}

function packLine(from: usize, step: usize, k: i32, present: boolean, to: usize, toStep: usize): void {
  for (let i = 0; i < k; i++) {
    store<f32>(to, present ? load<f32>(from) : 0);
    from += step;
    to += toStep;
  }
}

/** Four contiguous lines, transposed four steps at a time. */
function packRows4(from: usize, line: usize, k: i32, to: usize, toStep: usize): void {
  let i = 0;
  for (; i + 4 <= k; i += 4) {
    const r0 = v128.load(from);
    const r1 = v128.load(from + line);
    const r2 = v128.load(from + 2 * line);
    const r3 = v128.load(from + 3 * line);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(to + toStep, v128.shuffle<f64>(low01, low23, 1, 3));
    v128.store(to + 2 * toStep, v128.shuffle<f64>(high01, high23, 0, 2));
    v128.store(to + 3 * toStep, v128.shuffle<f64>(high01, high23, 1, 3));
    from += 16;
    to += 4 * toStep;
  }
  for (; i < k; i++) {
    for (let j: usize = 0; j < 4; j++) store<f32>(to + (j << 2), load<f32>(from + j * line));
    from += 4;
    to += toStep;
  }
}

// @ts-ignore: decorator
@inline
function finishRow(c: usize, low: v128, high: v128, mode: i32): void {
  if (mode == accumulate) {
    low = f32x4.add(low, v128.load(c));
    high = f32x4.add(high, v128.load(c, 16));
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}

/** A part of a tile that was computed aside, to where it belongs. */
function copyTile(from: usize, c: usize, cRow: usize, rows: i32, columns: i32, mode: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = c + <usize>i * cRow + (<usize>j << 2);
      const value = load<f32>(from + (<usize>(i * 8 + j) << 2));
      store<f32>(at, mode == accumulate ? load<f32>(at) + value : value);
    }
  }
}

/**
 * Nothing is called in here, since V8 would store every result at every step to have it safe for the call; and the loop
 * is not unrolled, because then V8 moves results between registers and memory (30 instead of 44 GFLOP/s).
 */
function tile(
  strip: usize,
  panel: usize,
  k: i32,
  bias: usize,
  c: usize,
  cRow: usize,
  mode: i32,
): void {
  let c00 = bias ? v128.load(bias) : f32x4.splat(0);
  let c01 = bias ? v128.load(bias, 16) : f32x4.splat(0);
  let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
  const end = strip + (<usize>k << 4);
  while (strip < end) {
    let b0 = v128.load(panel), b1 = v128.load(panel, 16);
    let x = v128.load32_splat(strip);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load32_splat(strip, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load32_splat(strip, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(strip, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    strip += 16;
    panel += 32;
  }
  finishRow(c, c00, c01, mode);
  finishRow(c + cRow, c10, c11, mode);
  finishRow(c + 2 * cRow, c20, c21, mode);
  finishRow(c + 3 * cRow, c30, c31, mode);
}

/**
 * A part of C [M, N]: with `byRows` rows 4·from to 4·to, else columns 8·from to 8·to. Rows are the better cut where there are
 * more of them than columns, because each part packs the whole of the other operand.
 * @param bias 0, or the address of N numbers
 */
export function product(
  scratch: usize,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  c: usize,
  cRow: usize,
  m: i32,
  k: i32,
  n: i32,
  bias: usize,
  mode: i32,
  byRows: boolean,
  from: i32,
  to: i32,
): void {
  const firstRow = byRows ? from * 4 : 0;
  const endRow = byRows ? min(m, to * 4) : m;
  const firstPanel = byRows ? 0 : from;
  const endPanel = byRows ? (n + 7) >> 3 : to;
  const panels = scratch + stripBytes;
  const biases = panels + panelsBytes;
  const aside = biases + <usize>mostPanels * 32;
  const panelBytes = <usize>max(1, min(depth, k)) << 5;
  const block = min(mostPanels, <i32>(panelsBytes / panelBytes));
  for (let start = firstPanel; start < endPanel; start += block) {
    const end = min(endPanel, start + block);
    if (bias) {
      const first = start * 8;
      memory.fill(biases, 0, <usize>(end - start) << 5);
      memory.copy(biases, bias + (<usize>first << 2), <usize>(min(n, end * 8) - first) << 2);
    }
    for (let inner = 0; inner == 0 || inner < k; inner += depth) {
      const steps = min(depth, k - inner);
      for (let j = start; j < end; j++) {
        const corner = b + <usize>inner * bRow + <usize>(j * 8) * bColumn;
        packPanel(corner, bRow, bColumn, steps, min(8, n - j * 8), panels + <usize>(j - start) * panelBytes);
      }
      const startBias = bias && inner == 0;
      const tileMode = inner == 0 ? mode : accumulate;
      for (let i = firstRow; i < endRow; i += 4) {
        const rows = min(4, endRow - i);
        packStrip(a + <usize>i * aRow + <usize>inner * aColumn, aRow, aColumn, steps, rows, scratch);
        for (let j = start; j < end; j++) {
          const slot = <usize>(j - start);
          const panel = panels + slot * panelBytes;
          const tileBias = startBias ? biases + (slot << 5) : 0;
          const corner = c + <usize>i * cRow + (<usize>(j * 8) << 2);
          const columns = min(8, n - j * 8);
          if (rows == 4 && columns == 8) {
            tile(scratch, panel, steps, tileBias, corner, cRow, tileMode);
          } else {
            tile(scratch, panel, steps, tileBias, aside, 32, overwrite);
            copyTile(aside, corner, cRow, rows, columns, tileMode);
          }
        }
      }
    }
  }
}

/** All of C, for kernels that multiply within their own part. */
// @ts-ignore: decorator
@inline
export function wholeProduct(
  scratch: usize,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  bColumn: usize,
  c: usize,
  cRow: usize,
  m: i32,
  k: i32,
  n: i32,
  mode: i32,
): void {
  product(scratch, a, aRow, aColumn, b, bRow, bColumn, c, cRow, m, k, n, 0, mode, true, 0, (m + 3) >> 2);
}
