/** A model of GPT-2's size is opened, compressed and heard within two gigabytes, as `node benchmarks/largeModel.mjs` has measured. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../architecture/sources.ts';

test('124 million parameters take less than 2 GB', () => {
  const file = join(root, 'benchmarks', 'results', 'large-model.json');
  const { parameters, fileBytes, peakBytes } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  expect(parameters).toBeGreaterThan(124e6);
  expect(fileBytes).toBeGreaterThan(4 * 124e6);
  expect(peakBytes).toBeGreaterThan(0);
  expect(peakBytes).toBeLessThan(2e9);
});
