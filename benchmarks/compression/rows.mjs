/** Which recipes of the grid have figures already, in a file or in what a run has left, and which are to be run. */
import { PlainError } from '../../scripts/lib/terminal.mjs';
import { sections } from './grid.mjs';

/** @param {readonly string[]} [only] sections @throws PlainError for one that there is not */
export function gridOf(only) {
  const unknown = only?.find((name) => !Object.hasOwn(sections, name));
  if (unknown !== undefined) {
    throw new PlainError(`There is no section ${unknown}; there are ${Object.keys(sections).join(', ')}.`, 2);
  }
  return Object.entries(sections).flatMap(([section, rows]) =>
    only === undefined || only.includes(section) ? rows.map((row) => ({ section, ...row })) : [],
  );
}

/** The same row of the same recipe: one whose recipe has changed is another. */
const sameRow = (a, b) =>
  a.section === b.section &&
  a.series === b.series &&
  a.at === b.at &&
  JSON.stringify(a.recipe) === JSON.stringify(b.recipe);

/** What a file has of the grid as it is now, without the sections that are asked for anew. */
export const keptRows = (rows, only = []) =>
  rows.filter((row) => !only.includes(row.section) && gridOf().some((one) => sameRow(one, row)));

/** The last one run. A summary is of the recipe that was asked for, whatever its own recipe says of the defaults. */
const summaryOf = (summaries, { recipe }) =>
  summaries.findLast(({ asked }) => JSON.stringify(asked) === JSON.stringify(recipe));

export const missingRows = (grid, kept, summaries) =>
  grid.filter((row) => !kept.some((one) => sameRow(one, row)) && !summaryOf(summaries, row));

/** All rows that there are figures of, in the order of the grid. @param fresh the figures of a summary */
export const rowsOf = (kept, summaries, fresh) =>
  gridOf().flatMap((row) => {
    const known = kept.find((one) => sameRow(one, row));
    if (known) return [known];
    const summary = summaryOf(summaries, row);
    return summary ? [{ ...row, ...fresh(summary) }] : [];
  });

/** Of the loss before: backends add up in other orders. */
const tolerance = 1e-4;

/** Times are left out: they belong to the machine, and losses and bytes do not. @throws PlainError for another model */
export function figuresOf(
  { valLossNatsBefore, valLossNatsAfter, fileBytes, gzipBytes, bitsPerWeight, parameters },
  model,
) {
  if (parameters !== model.parameters || Math.abs(valLossNatsBefore - model.valLossNats) > tolerance) {
    throw new PlainError('These are figures of another model than those that are kept.');
  }
  return { valLossNats: valLossNatsAfter, fileBytes, gzipBytes, bitsPerWeight: Number(bitsPerWeight.toFixed(3)) };
}
