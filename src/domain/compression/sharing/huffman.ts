/**
 * Canonical Huffman code: the shortest code of whole bits for symbols by their counts. Only the code lengths are stored;
 * codes of one length are consecutive numbers in the order of their symbols. Bits are written from the highest of a
 * byte down. A single symbol takes one bit, so that the length of a text can always be told from its bits.
 */

export interface HuffmanText {
  /** [symbols], bits of each code; 0 for a symbol that does not occur. The code table, a byte per symbol. */
  readonly lengths: Uint8Array;
  readonly bytes: Uint8Array;
}

export const huffmanBytes = ({ lengths, bytes }: HuffmanText): number => lengths.length + bytes.length;

/** Code lengths for symbols that occur so often. */
export function codeLengths(counts: ArrayLike<number>): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const leaves = Array.from(counts, (count, symbol) => ({ count, symbols: [symbol] }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => a.count - b.count);
  if (leaves.length === 1) lengths[leaves[0]?.symbols[0] ?? 0] = 1;
  // Sums come out in ascending order, so that two queues serve as a heap.
  const sums: typeof leaves = [];
  let nextLeaf = 0;
  let nextSum = 0;
  const takeSmallest = (): (typeof leaves)[number] => {
    const leaf = leaves[nextLeaf];
    const sum = sums[nextSum];
    if (leaf !== undefined && (sum === undefined || leaf.count <= sum.count)) {
      nextLeaf++;
      return leaf;
    }
    nextSum++;
    return sum ?? { count: 0, symbols: [] };
  };
  for (let merges = leaves.length - 1; merges > 0; merges--) {
    const first = takeSmallest();
    const second = takeSmallest();
    const symbols = [...first.symbols, ...second.symbols];
    for (const symbol of symbols) lengths[symbol] = (lengths[symbol] ?? 0) + 1;
    sums.push({ count: first.count + second.count, symbols });
  }
  return lengths;
}

/** Σ over the symbols that occur of 2^−length: 1 for a code that wastes nothing. */
export const kraftSum = (lengths: Uint8Array): number =>
  lengths.reduce((sum, length) => sum + (length === 0 ? 0 : 2 ** -length), 0);

export function countSymbols(symbols: Uint8Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  for (const symbol of symbols) counts[symbol] = (counts[symbol] ?? 0) + 1;
  return counts;
}

/** Bits per symbol that no code can go below. */
export function entropyBits(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((bits, count) => (count === 0 ? bits : bits - (count / total) * Math.log2(count / total)), 0);
}

/** @param size of the alphabet; every symbol is below it. */
export function huffmanEncode(symbols: Uint8Array, size: number): HuffmanText {
  const counts = countSymbols(symbols, size);
  const lengths = codeLengths(counts);
  const codes = canonicalCodes(lengths);
  const bits = counts.reduce((sum, count, symbol) => sum + count * (lengths[symbol] ?? 0), 0);
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  let at = 0;
  for (const symbol of symbols) {
    for (const bit of codes[symbol] ?? []) {
      if (bit === 1) bytes[at >>> 3] = (bytes[at >>> 3] ?? 0) | (0x80 >>> (at & 7));
      at++;
    }
  }
  return { lengths, bytes };
}

/** Symbols by code: first the short codes, and (sorting is stable) those of one length in the order of the alphabet. */
const inCodeOrder = (lengths: Uint8Array): readonly number[] =>
  Array.from(lengths.keys())
    .filter((symbol) => (lengths[symbol] ?? 0) > 0)
    .toSorted((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));

/** The bits of each symbol's code. */
function canonicalCodes(lengths: Uint8Array): readonly (readonly number[])[] {
  const codes = Array.from(lengths, (): readonly number[] => []);
  let code = 0;
  let before = 0;
  for (const symbol of inCodeOrder(lengths)) {
    const length = lengths[symbol] ?? 0;
    // In floating point, which is exact up to 52 bits; a code that long needs 10¹⁰ symbols.
    code *= 2 ** (length - before);
    codes[symbol] = Array.from({ length }, (_, i) => Math.floor(code / 2 ** (length - 1 - i)) % 2);
    code++;
    before = length;
  }
  return codes;
}

/** The inverse of `huffmanEncode`. Throws RangeError for a table that is no code, and for bytes that hold not `count` symbols. */
export function huffmanDecode({ lengths, bytes }: HuffmanText, count: number): Uint8Array {
  const order = inCodeOrder(lengths);
  const longest = lengths[order.at(-1) ?? 0] ?? 0;
  const complete = order.length > 1 ? kraftSum(lengths) === 1 : longest === (order.length === 0 && count === 0 ? 0 : 1);
  if (!complete || longest > 52) throw new RangeError('huffmanDecode: the code lengths are not those of a code');
  const perLength = new Uint32Array(longest + 1);
  for (const symbol of order) perLength[lengths[symbol] ?? 0] = (perLength[lengths[symbol] ?? 0] ?? 0) + 1;

  const symbols = new Uint8Array(count);
  let at = 0;
  for (let n = 0; n < count; n++) {
    // `code` counts on from the first code of each length, `first` is that code's place in the order.
    let code = 0;
    let first = 0;
    for (let length = 1; ; length++) {
      const byte = bytes[at >>> 3];
      if (byte === undefined || length > longest)
        throw new RangeError('huffmanDecode: the bits end before the symbols');
      code = 2 * code + ((byte >>> (7 - (at & 7))) & 1);
      at++;
      const here = perLength[length] ?? 0;
      if (code < here) {
        symbols[n] = order[first + code] ?? 0;
        break;
      }
      code -= here;
      first += here;
    }
  }
  if (bytes.length !== Math.ceil(at / 8)) throw new RangeError('huffmanDecode: there are bytes left over');
  return symbols;
}
