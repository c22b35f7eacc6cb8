/** What `npm test` tells at its end of a run in which everything has failed that can. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root, runNode } from '../../scripts/lib/run.mjs';

const files = {
  'one.test.mjs': `
    test('right', () => {});
    test.skip('left out', () => {});
    describe('group', () => { test('wrong', () => { expect(1).toBe(2); }); });`,
  'broken.test.mjs': `throw new Error('does not load');`,
  'hook.test.mjs': `describe('behind a hook', () => { beforeAll(() => { throw new Error('no start'); }); test('t', () => {}); });`,
  'unheard.test.mjs': `test('passes', () => { Promise.reject(new Error('nobody listens')); });`,
};

test('every failure has its place and its reason', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const digest = join(folder, 'digest.json');
  const reporter = join(root, 'scripts', 'lib', 'digestReporter.mjs');
  const { code } = await runNode(
    'node_modules/vitest/vitest.mjs',
    ['run', '--root', folder, '--globals', `--reporter=${reporter}`],
    { quiet: true, environment: { TRIMTAB_DIGEST: digest } },
  );
  expect(code).toBe(1);
  const { passed, failed, skipped, failures } = JSON.parse(readFileSync(digest, 'utf8'));
  expect({ passed, failed }).toEqual({ passed: 2, failed: 4 });
  expect(skipped).toBeGreaterThanOrEqual(1);
  const told = failures.map(({ where, why }: { where: string; why: string }) => `${where} | ${why}`).join('\n');
  expect(told).toMatch(/one\.test\.mjs > group > wrong \| AssertionError: expected 1 to be 2/);
  expect(told).toMatch(/broken\.test\.mjs \| Error: does not load/);
  expect(told).toMatch(/hook\.test\.mjs > behind a hook \| Error: no start/);
  expect(told).toMatch(/outside of any test \| Error: nobody listens/);
});
