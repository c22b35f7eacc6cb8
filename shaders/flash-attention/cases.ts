/**
 * Shapes that break careless kernels: one token, tiles cut short, heads that are no multiple of four or no power of two;
 * keys shared by an odd number of heads, prefixes inside of a tile and past a workgroup, turned heads whose halves are no
 * multiple of four; windows of one token, inside of a tile, of a tile and more, past a workgroup, and as long as the sequence.
 */
import type { AttentionProblem } from './reference.ts';

export const attentionCases: readonly AttentionProblem[] = [
  { batch: 1, time: 1, heads: 1, headWidth: 4 },
  { batch: 2, time: 41, heads: 3, headWidth: 5 },
  { batch: 3, time: 17, heads: 2, headWidth: 12 },
  { batch: 2, time: 64, heads: 3, headWidth: 32 },
  { batch: 1, time: 33, heads: 1, headWidth: 65 },
  { batch: 1, time: 130, heads: 1, headWidth: 128 },
];

export const attentionOptionCases: readonly AttentionProblem[] = [
  { batch: 2, time: 19, heads: 4, headWidth: 8, keyValueHeads: 2 },
  { batch: 2, time: 70, heads: 6, headWidth: 5, keyValueHeads: 2 },
  { batch: 1, time: 9, heads: 3, headWidth: 4, keyValueHeads: 1 },
  { batch: 2, time: 41, heads: 2, headWidth: 8, mask: 'prefix', prefix: 41 },
  { batch: 1, time: 131, heads: 1, headWidth: 4, mask: 'prefix', prefix: 131 },
  { batch: 2, time: 41, heads: 2, headWidth: 5, mask: 'prefix', prefix: 7 },
  { batch: 1, time: 150, heads: 1, headWidth: 8, mask: 'prefix', prefix: 90 },
  { batch: 1, time: 6, heads: 2, headWidth: 4, mask: 'prefix', prefix: 1 },
  { batch: 2, time: 21, heads: 2, headWidth: 8, positions: 'rope' },
  { batch: 1, time: 70, heads: 2, headWidth: 12, positions: 'rope' },
  { batch: 2, time: 9, heads: 3, headWidth: 6, positions: 'rope' },
  { batch: 1, time: 5, heads: 1, headWidth: 2, positions: 'rope' },
  { batch: 1, time: 66, heads: 1, headWidth: 64, positions: 'rope' },
  { batch: 2, time: 21, heads: 3, headWidth: 8, positions: 'alibi' },
  { batch: 1, time: 130, heads: 2, headWidth: 5, positions: 'alibi', mask: 'prefix', prefix: 130 },
  { batch: 2, time: 37, heads: 4, headWidth: 8, keyValueHeads: 2, mask: 'prefix', prefix: 10, positions: 'rope' },
  { batch: 1, time: 67, heads: 4, headWidth: 6, keyValueHeads: 1, mask: 'prefix', prefix: 66, positions: 'alibi' },
  { batch: 2, time: 9, heads: 2, headWidth: 4, window: 1 },
  { batch: 2, time: 41, heads: 3, headWidth: 5, window: 3 },
  { batch: 1, time: 150, heads: 2, headWidth: 8, window: 70 },
  { batch: 1, time: 37, heads: 1, headWidth: 12, window: 37 },
  { batch: 2, time: 100, heads: 4, headWidth: 8, keyValueHeads: 2, window: 16, positions: 'rope' },
  { batch: 1, time: 90, heads: 2, headWidth: 8, window: 21, positions: 'alibi' },
  { batch: 1, time: 130, heads: 1, headWidth: 4, window: 6, mask: 'prefix', prefix: 130 },
  { batch: 1, time: 140, heads: 2, headWidth: 8, window: 80, mask: 'prefix', prefix: 75, positions: 'alibi' },
];

/** Weights dropped beside every option, sequences past a workgroup and a block, seeds and streams that fill all bits. */
export const attentionDropCases: readonly AttentionProblem[] = [
  { batch: 2, time: 9, heads: 2, headWidth: 4, dropped: { rate: 0.5, seed: 1, stream: 7 } },
  { batch: 2, time: 41, heads: 3, headWidth: 5, dropped: { rate: 0.1, seed: 2147483647, stream: 0xffffffff } },
  {
    batch: 1,
    time: 70,
    heads: 4,
    headWidth: 8,
    keyValueHeads: 2,
    positions: 'rope',
    dropped: { rate: 0.3, seed: 3, stream: 1 },
  },
  {
    batch: 1,
    time: 90,
    heads: 2,
    headWidth: 8,
    window: 21,
    positions: 'alibi',
    dropped: { rate: 0.9, seed: 0, stream: 5 },
  },
  {
    batch: 2,
    time: 41,
    heads: 2,
    headWidth: 6,
    mask: 'prefix',
    prefix: 17,
    dropped: { rate: 0.2, seed: 4, stream: 2 },
  },
  {
    batch: 1,
    time: 130,
    heads: 2,
    headWidth: 8,
    mask: 'prefix',
    prefix: 130,
    positions: 'rope',
    dropped: { rate: 0.4, seed: 5, stream: 3 },
  },
].map((problem) => ({ ...problem, drops: true }) as AttentionProblem);
