/**
 * How a row of keys or values lies in a cache: as plain numbers, or in few bits. Then each head has its scale and its minimum,
 * as the bits of f32, and behind them its codes in whole words, lowest bits first: x = minimum + scale · code.
 */
import { constants, type Access, type BufferBinding } from '../common/kernel.ts';
import packedCache from './packedCache.wgsl?raw';
import plainCache from './plainCache.wgsl?raw';

/** Of a number; 32 is as it is. */
export type CacheBits = 32 | 8 | 4 | 2;

interface CacheSize {
  readonly keyHeads: number;
  readonly headWidth: number;
  readonly context: number;
}

/** Of a head of a row. */
export const headWords = ({ headWidth }: CacheSize, bits: CacheBits): number =>
  bits === 32 ? headWidth : 2 + Math.ceil((headWidth * bits) / 32);

/** Words of the keys, and as many of the values. */
export const cacheLength = (size: CacheSize, bits: CacheBits): number =>
  size.context * size.keyHeads * headWords(size, bits);

export const cacheBinding = (name: string, access: Access, bits: CacheBits): BufferBinding<CacheSize> => ({
  name,
  access,
  type: bits === 32 ? 'f32' : 'u32',
  length: (size) => cacheLength(size, bits),
});

/** Of what is packed. */
export const packedConstants = (size: CacheSize, bits: CacheBits): string =>
  bits === 32
    ? ''
    : constants({ BITS: bits, LARGEST: 2 ** bits - 1, PER_WORD: 32 / bits, HEAD_WORDS: headWords(size, bits) });

/** `keyDot` and `valueAt`, for those who look back. */
export const cacheReading = (size: CacheSize, bits: CacheBits): string =>
  `${packedConstants(size, bits)}${bits === 32 ? plainCache : packedCache}`;
