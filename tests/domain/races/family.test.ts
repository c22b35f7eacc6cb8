/** The tree of runs: order, depth, parents that are gone, and what is folded away. */
import { expect, test } from 'vitest';
import { familyRows, type Relative } from '../../../src/domain/races/family.ts';

const of = (id: string, parent: string | null = null): Relative => ({
  id,
  parent: parent === null ? null : { id: parent, name: `name of ${parent}` },
});
const outline = (relatives: readonly Relative[], collapsed: readonly string[] = []): readonly string[] =>
  familyRows(relatives, new Set(collapsed)).map(({ id, level }) => `${'  '.repeat(level - 1)}${id}`);

test('children stand below their parents, wherever they stand in the list', () => {
  const relatives = [of('c', 'b'), of('a'), of('b', 'a'), of('d'), of('e', 'a')];
  expect(outline(relatives)).toEqual(['a', '  b', '    c', '  e', 'd']);
  expect(familyRows(relatives, new Set()).map(({ place, siblings }) => `${place}/${siblings}`)).toEqual([
    '1/2',
    '1/2',
    '1/1',
    '2/2',
    '2/2',
  ]);
});

test('what is folded away is not there, however deep; the row says how many it has', () => {
  const relatives = [of('a'), of('b', 'a'), of('c', 'b'), of('d')];
  expect(outline(relatives, ['a'])).toEqual(['a', 'd']);
  expect(familyRows(relatives, new Set(['a']))[0]).toMatchObject({ expanded: false, children: 1 });
  expect(familyRows(relatives, new Set(['d']))[3]).toMatchObject({ id: 'd', expanded: false, children: 0 });
});

test('a parent that is gone is a row with the name that its children remember', () => {
  const rows = familyRows([of('a', 'gone'), of('b'), of('c', 'gone')], new Set());
  expect(rows.map(({ id }) => id)).toEqual(['gone', 'a', 'c', 'b']);
  expect(rows[0]).toMatchObject({ relative: null, name: 'name of gone', level: 1, children: 2 });
  expect(rows[1]).toMatchObject({ parentId: 'gone', level: 2, name: null });
});

test('a circle is cut open, and nobody is lost', () => {
  expect(outline([of('a', 'b'), of('b', 'a'), of('c')])).toEqual(['c', 'a', '  b']);
  expect(outline([of('a', 'a')])).toEqual(['a']);
});
