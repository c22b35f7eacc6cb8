import { describe, expect, it } from 'vitest';
import { exactMatches } from '../../../src/domain/metrics/exactMatch.ts';
import { bitsPerByte, perplexity, uniformLossNats } from '../../../src/domain/metrics/perplexity.ts';

describe('perplexity and bits per byte', () => {
  it('of a uniform guess are V and log2 V', () => {
    expect(perplexity(uniformLossNats(256))).toBeCloseTo(256, 9);
    expect(bitsPerByte(uniformLossNats(256), 1)).toBeCloseTo(8, 12);
  });

  it('are the same for a text whose tokens are twice as long and cost twice as much', () => {
    expect(bitsPerByte(2.6, 2)).toBeCloseTo(bitsPerByte(1.3, 1), 12);
  });
});

describe('exact match', () => {
  const batch = {
    inputs: new Int32Array(12),
    targets: Int32Array.of(-1, -1, 3, 4, -1, -1, 5, 6, -1, 7, -1, -1),
    size: 3,
    time: 4,
  };

  it('looks only at counted targets, and needs all of them', () => {
    expect(exactMatches([9, 9, 3, 4, 9, 9, 5, 6, 9, 7, 9, 9], batch)).toBe(3);
    expect(exactMatches([9, 9, 3, 4, 9, 9, 5, 0, 9, 7, 9, 9], batch)).toBe(2);
    expect(exactMatches([9, 9, 0, 4, 9, 9, 5, 0, 9, 0, 9, 9], batch)).toBe(0);
  });
});
