/** Where things stand on the board, which names have room, and what the figures say in words. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newPass } from '../../../src/domain/compression/recipe/editRecipe.ts';
import type { CompressedVariant } from '../../../src/protocol/compression.ts';
import { height, margin, paretoPicture } from '../../../src/ui/compress/paretoPicture.ts';
import { placeDotLabels } from '../../../src/ui/compress/placeDotLabels.ts';
import { costOf, perplexityText, shortMatrix, signedPercent } from '../../../src/ui/compress/variantFigures.ts';
import { fakeVariant } from '../../state/fakeVariant.ts';

const variant = (id: number, fileBytes: number, perplexity: number): CompressedVariant => {
  const made = fakeVariant(id, 'run', 100, { passes: [{ ...newPass('rtn'), bits: 4 }], rest: 'f16' });
  return {
    ...made,
    fileBytes,
    before: { ...made.before, perplexity: 5 },
    after: { ...made.after, perplexity },
  };
};

describe('the board', () => {
  const width = 700;
  const inside = ({ x, y }: { readonly x: number; readonly y: number }): boolean =>
    x >= margin.left && x <= width - margin.right && y >= margin.top && y <= height - margin.bottom;

  test('holds every dot, smaller to the left, worse above, whatever the figures', () => {
    const figures = fc.record({
      bytes: fc.integer({ min: 100, max: 1e9 }),
      perplexity: fc.double({ min: 1, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(figures, { minLength: 1, maxLength: 12 }), (all) => {
        const { dots, originals, line } = paretoPicture(
          all.map(({ bytes, perplexity }, id) => variant(id, bytes, perplexity)),
          width,
        );
        expect([...dots, ...originals, ...line].every(inside)).toBe(true);
        const bytes = dots.toSorted((a, b) => a.variant.fileBytes - b.variant.fileBytes).map(({ x }) => x);
        const worse = dots
          .toSorted((a, b) => a.variant.after.perplexity - b.variant.after.perplexity)
          .map(({ y }) => -y);
        expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
        expect(worse).toEqual(worse.toSorted((a, b) => a - b));
      }),
    );
  });

  test('shows what has no finite perplexity at the upper edge, and two ticks never read the same', () => {
    const { dots, y, tickText } = paretoPicture([variant(1, 100, Infinity), variant(2, 200, 5.004)], width);
    expect(dots[0]?.y).toBe(margin.top);
    const texts = y.ticks.map(tickText);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(2);
  });

  test('the line of the best ends at the original unless something smaller is as good', () => {
    const ends = (...all: readonly CompressedVariant[]): number | undefined => paretoPicture(all, width).line.at(-1)?.x;
    const [original] = paretoPicture([variant(1, 52_000, 5.2)], width).originals;
    expect(ends(variant(1, 52_000, 5.2))).toBe(original?.x);
    expect(ends(variant(1, 52_000, 4.9))).toBeLessThan(original?.x ?? 0);
  });
});

test('names cover neither each other nor a dot, and stay on the board', () => {
  const area = { left: 50, right: 600, top: 10, bottom: 240 };
  const dot = fc.record({ x: fc.integer({ min: 60, max: 590 }), y: fc.integer({ min: 20, max: 230 }) });
  fc.assert(
    fc.property(fc.array(dot, { maxLength: 15 }), (dots) => {
      const wanted = dots.map((at, id) => ({ ...at, id: String(id), text: 'gptq 4 bit' }));
      const placed = placeDotLabels(wanted, dots, area);
      const boxes = placed.map(({ labelX, labelY }) => ({
        left: labelX,
        right: labelX + 60,
        top: labelY - 9,
        bottom: labelY,
      }));
      for (const [index, box] of boxes.entries()) {
        expect(box.left >= area.left && box.right <= area.right && box.bottom <= area.bottom).toBe(true);
        const meets = (other: typeof box): boolean =>
          box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
        expect(boxes.some((other, at) => at !== index && meets(other))).toBe(false);
        expect(dots.some(({ x, y }) => meets({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }))).toBe(false);
      }
    }),
  );
  expect(placeDotLabels([{ id: 'a', text: 'alone', x: 300, y: 100 }], [{ x: 300, y: 100 }], area)).toHaveLength(1);
});

describe('words', () => {
  test.each([
    [52_000, 5.04, 'free'],
    [52_000, 5.2, 'fair'],
    [52_000, 5.3, 'dear'],
    [210_000, 5.01, 'bulky'],
    [200_000, 5, 'free'],
  ])('%i bytes at perplexity %d cost: %s', (bytes, perplexity, cost) => {
    expect(costOf(variant(1, bytes, perplexity))).toBe(cost);
  });

  test.each([
    [0.004, '+0.40\u00a0%'],
    [-0.0002, '−0.02\u00a0%'],
    [0.031, '+3.1\u00a0%'],
    [1.2, '+120\u00a0%'],
  ])('a change of %d is %s', (share, text) => expect(signedPercent(share)).toBe(text));

  test('perplexities and names of matrices are as long as they have to be', () => {
    expect([5.0301, 10.29, 123.4, 2.3e7].map(perplexityText)).toEqual(['5.030', '10.29', '123.4', '2.3e7']);
    expect(shortMatrix('transformer.h.0.mlp.c_fc.weight')).toBe('h.0.mlp.c_fc');
    expect(shortMatrix('rnn.weight_ih_l0')).toBe('rnn.weight_ih_l0');
  });
});
