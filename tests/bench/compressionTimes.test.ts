/** How fast passes promise to be, asserted on the committed figures (`node benchmarks/compressionTimes.mjs`). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compressionTimes } from '../../benchmarks/compressionTimes.mjs';
import { kindOf, passMethods, type PassId } from '../../src/domain/compression/recipe/passes.ts';

interface Times {
  readonly machine: { readonly cores: number; readonly loadBefore: number };
  readonly model: { readonly parameters: number };
  readonly backend: string;
  readonly rows: readonly { readonly method: string; readonly compressMs: number }[];
}

const times = JSON.parse(readFileSync(compressionTimes, 'utf8')) as Times;

test('every method was measured on the reference, on a machine that did nothing else', () => {
  expect(times.rows.map(({ method }) => method).toSorted()).toEqual(
    Object.keys(passMethods)
      .filter((method) => kindOf(method as PassId) !== 'train')
      .toSorted(),
  );
  expect([times.backend, times.model.parameters]).toEqual(['wasm', 613_632]);
  expect(times.machine.loadBefore).toBeLessThan(times.machine.cores);
});

// Mixed precision is GPTQ at six widths.
const byGptq = ['gptq', 'mixed'];

test('each takes less than 3 s, GPTQ less than 20 s', () => {
  const slow = times.rows.filter(({ method, compressMs }) => compressMs >= (byGptq.includes(method) ? 20_000 : 3000));
  expect(slow).toEqual([]);
});
