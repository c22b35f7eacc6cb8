/** Documents name no file that there is not, and those of figures have the figures of the results. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compressionDocument, withCompressionTables } from '../../benchmarks/compressionTables.mjs';
import { performanceDocument, withTables } from '../../benchmarks/tables.mjs';
import { root } from './sources.ts';

test.each([
  'docs/chapter-map.md',
  'docs/architecture.md',
  'docs/performance.md',
  'docs/compression.md',
  'docs/races.md',
  'README.md',
  'CONTRIBUTING.md',
])('every path in %s leads somewhere', (document) => {
  const text = readFileSync(join(root, document), 'utf8');
  const quoted = Array.from(text.matchAll(/`([^`\s<>*{}…]+)`/g), ([, path = '']) => path);
  const linked = Array.from(text.matchAll(/\]\(([^)#:]+)\)/g), ([, path = '']) => join(document, '..', path));
  const paths = [...quoted.filter((path) => /^(src|shaders|scripts|tests|docs|benchmarks)\//.test(path)), ...linked];
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('docs/performance.md has the figures of benchmarks/results', () => {
  const text = readFileSync(performanceDocument, 'utf8');
  expect(text).toBe(withTables(text));
});

test('docs/compression.md has the figures of benchmarks/results', () => {
  const text = readFileSync(compressionDocument, 'utf8');
  expect(text).toBe(withCompressionTables(text));
});
