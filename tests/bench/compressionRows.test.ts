/** Which recipes are run again: those without figures, those that have changed, and those that are asked for. */
import { expect, test } from 'vitest';
import { figuresOf, gridOf, keptRows, missingRows, rowsOf } from '../../benchmarks/compression/rows.mjs';

const [first, second, third] = gridOf();
if (!first || !second || !third) throw new Error('the grid is empty');
const figures = { valLossNats: 1.7, fileBytes: 1000, gzipBytes: 900, bitsPerWeight: 4 };

/** As the lab writes it, with every setting, and the recipe as it was asked for. */
const summaryOf = ({ recipe }: typeof first, valLossNatsAfter: number) => ({
  asked: recipe,
  recipe: { rest: 'f16', ...recipe, passes: recipe.passes.map((pass: object) => ({ ...pass, clip: 1 })) },
  valLossNatsBefore: 1.6,
  valLossNatsAfter,
  fileBytes: 1000,
  gzipBytes: 900,
  bitsPerWeight: 4.00049,
  parameters: 2000,
});

test('rows of the file stay, unless their recipe has changed or their section is asked for', () => {
  const rows = [
    { ...first, ...figures },
    { ...second, recipe: { passes: [] }, ...figures },
  ];
  expect(keptRows(rows)).toEqual([rows[0]]);
  expect(keptRows(rows, ['together'])).toEqual([rows[0]]);
  expect(keptRows(rows, [first.section])).toEqual([]);
});

test('what an interrupted run has left is not run again', () => {
  const kept = [{ ...first, ...figures }];
  const missing = missingRows(gridOf(), kept, [summaryOf(second, 1.8)]);
  expect(missing).toEqual(gridOf().slice(2));
  expect(missingRows([first, second, third], [], [])).toEqual([first, second, third]);
});

test('the file has kept and fresh rows in the order of the grid, and nothing of those that are missing', () => {
  const kept = [{ ...second, ...figures }];
  const rows = rowsOf(
    kept,
    [summaryOf(first, 1.7), summaryOf(first, 1.9)],
    ({ valLossNatsAfter }: { valLossNatsAfter: number }) => ({
      valLossNats: valLossNatsAfter,
    }),
  );
  expect(rows).toEqual([{ ...first, valLossNats: 1.9 }, kept[0]]);
});

test('recipes that differ in one setting alone are two, though the whole of one is in the other', () => {
  const grid = gridOf(['learnedLevels']);
  const of = (series: string) => {
    const found = grid.find((row) => row.series === series);
    if (!found) throw new Error(`no ${series}`);
    return found;
  };
  const [plain, taught] = [of('qat ternary, per row'), of('qat ternary, per row, distilled')];
  expect(missingRows([plain, taught], [], [summaryOf(taught, 1.8)])).toEqual([plain]);
});

test('figures of another model do not mix with those that are kept', () => {
  const summary = summaryOf(first, 1.7);
  expect(figuresOf(summary, { parameters: 2000, valLossNats: 1.60001 })).toEqual(figures);
  expect(() => figuresOf(summary, { parameters: 2001, valLossNats: 1.6 })).toThrow('another model');
  expect(() => figuresOf(summary, { parameters: 2000, valLossNats: 1.61 })).toThrow('another model');
});

test('a section that there is not is told with those that there are', () => {
  expect(() => gridOf(['tenfolds'])).toThrow(/no section tenfolds; there are quantisation,/);
  expect(new Set(gridOf(['tenfold']).map(({ section }) => section))).toEqual(new Set(['tenfold']));
});
