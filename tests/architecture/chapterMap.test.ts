/** docs/chapter-map.md names every method and preset that there is, and no file that there is not. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { methodEntries, presetEntries } from '../../src/lab/catalogue.ts';
import { root } from './sources.ts';

const map = readFileSync(join(root, 'docs/chapter-map.md'), 'utf8');
const quoted = new Set(Array.from(map.matchAll(/`([^`]+)`/g), ([, text = '']) => text));

test('every method and preset is named', () => {
  const ids = [...methodEntries(), ...presetEntries()].map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(20);
  expect(ids.filter((id) => !quoted.has(id))).toEqual([]);
});

test('every path leads somewhere', () => {
  const paths = [...quoted].filter((text) => /^(src|shaders|scripts|tests|docs)\//.test(text));
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
