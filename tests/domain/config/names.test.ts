/** Small helpers with sharp edges: numbers as text, misspellings, run names. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber, parseNumber } from '../../../src/domain/config/formatNumber.ts';
import { editDistance, lookup, nearestName } from '../../../src/domain/config/lookup.ts';
import { plainSymbol } from '../../../src/domain/config/plainSymbol.ts';
import { runName } from '../../../src/domain/config/runName.ts';

describe('numbers as text', () => {
  it.each([
    [0.001, '1e-3'],
    [0.003, '3e-3'],
    [0.00025, '2.5e-4'],
    [0.01, '0.01'],
    [0.1, '0.1'],
    [0.99, '0.99'],
    [2000, '2000'],
    [1000000, '1e6'],
    [2147483647, '2147483647'],
    [0, '0'],
    [-0.5, '-0.5'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('every number reads back as itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(formatNumber(value))).toBe(value + 0);
      }),
    );
  });

  it.each(['', ' ', 'NaN', 'Infinity', '1e999', '0x10', '1,000', '1e', '--1', '.', '1 2'])(
    '“%s” is no number',
    (text) => {
      expect(parseNumber(text)).toBeNull();
    },
  );
});

describe('names', () => {
  it('edit distance: published examples and symmetry', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ca', 'ac')).toBe(1);
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });

  it('the nearest name is meant, or there is none', () => {
    const names = ['learningRate', 'momentum', 'weightDecay', 'beta1', 'beta2'];
    expect(nearestName('learning_rate', names)).toBe('learningRate');
    expect(nearestName('momentun', names)).toBe('momentum');
    expect(nearestName('decay', names)).toBe('weightDecay');
    expect(nearestName('xyz', names)).toBeUndefined();
    expect(nearestName('', names)).toBeUndefined();
    expect(nearestName('m'.repeat(1e6), names)).toBeUndefined();
  });

  it('inherited names are not found', () => {
    expect(lookup({ a: 1 }, 'a')).toBe(1);
    for (const name of ['toString', 'constructor', '__proto__']) expect(lookup({ a: 1 }, name)).toBeUndefined();
  });

  it('Greek letters are known by sight, other symbols are not used', () => {
    expect(plainSymbol('\\eta')).toBe('η');
    expect(plainSymbol('\\beta_2')).toBe('β₂');
    for (const symbol of ['D', '\\mathbf', '\\frac{1}{2}', undefined]) expect(plainSymbol(symbol)).toBeNull();
  });
});

describe('run names', () => {
  it('carry the number of the run, in both languages', () => {
    expect(runName(7).en).toMatch(/^[a-z]+-[a-z]+-7$/);
    expect(runName(7).zh).toMatch(/^\p{Script=Han}+-7$/u);
    expect(runName(7, 3)).toEqual(runName(7, 3));
  });

  it('do not repeat their words for 899 runs, whatever the seed', () => {
    for (const seed of [0, 1, 12345]) {
      const words = Array.from({ length: 899 }, (_, i) => runName(i + 1, seed).en.replace(/-\d+$/, ''));
      expect(new Set(words).size).toBe(899);
    }
    expect(runName(1, 1).en).not.toBe(runName(1, 2).en);
  });
});
