/** docs/features.md is what the registries say. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sections } from '../../src/domain/config/schema.ts';
import { passMethods } from '../../src/domain/compression/recipe/passes.ts';
import { presets } from '../../src/domain/presets/index.ts';
import { featuresDocument } from '../../src/lab/features.ts';

const text = readFileSync(new URL('../../docs/features.md', import.meta.url), 'utf8');

test('docs/features.md is not stale; "npm run features" writes it', () => {
  expect(text).toBe(featuresDocument());
});

test('it names every method, setting and preset, and its source', () => {
  const methods = [
    ...sections.flatMap(({ selectors }) => selectors.flatMap(({ registry }) => Object.values(registry))),
    ...Object.values(passMethods),
  ];
  for (const { id, source, params } of methods) {
    expect(text).toContain(`: \`${id}\`\n`);
    expect(text).toContain(source.text);
    for (const key of Object.keys(params)) expect(text).toContain(`| \`${key}\` |`);
  }
  for (const { id } of presets) expect(text).toContain(`| \`${id}\` |`);
});
