/** Set-up in small: one process at a time, the browser's program, free ports, and the sum at the end of npm test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { withLock } from '../../scripts/lib/lock.mjs';
import { serveSite } from '../../scripts/lib/serve.mjs';
import { sum } from '../../scripts/lib/testRun.mjs';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

test('two that want the same lock take turns', async () => {
  const order: string[] = [];
  const job = (name: string) => async (): Promise<void> => {
    order.push(`${name} in`);
    await new Promise((finish) => setTimeout(finish, 30));
    order.push(`${name} out`);
  };
  await Promise.all([withLock('test', job('first')), withLock('test', job('second'))]);
  expect(order).toEqual(['first in', 'first out', 'second in', 'second out']);
});

test('a lock is given back when the work fails', async () => {
  await expect(withLock('test', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock('test', async () => 'free')).toBe('free');
});

describe('CHROME_PATH', () => {
  test('decides', () => {
    const folder = mkdtempSync(join(tmpdir(), 'trimtab-'));
    cleanUp.push(() => rmSync(folder, { recursive: true }));
    const program = join(folder, 'chrome');
    writeFileSync(program, '', { mode: 0o755 });
    expect(findChromium({ CHROME_PATH: program })).toBe(program);
  });

  test('is not passed over when it is wrong', () => {
    expect(() => findChromium({ CHROME_PATH: '/nowhere/chrome' })).toThrow(/CHROME_PATH.*\/nowhere\/chrome/);
  });
});

test('a busy port is passed over, on either loopback', async () => {
  const busy = await listen('127.0.0.1', 0);
  const site = await serveSite({ port: busy });
  cleanUp.push(site.close);
  expect(site.port).toBeGreaterThan(busy);
});

test('counts are added up, failures listed', () => {
  const broken = { where: 'here', why: 'so' };
  expect(
    sum([
      { passed: 1, failed: 0, skipped: 2, failures: [] },
      { passed: 3, failed: 1, skipped: 0, failures: [broken] },
    ]),
  ).toEqual({ passed: 4, failed: 1, skipped: 2, failures: [broken] });
});

function listen(host: string, port: number): Promise<number> {
  return new Promise((finish) => {
    const server: Server = createServer().listen(port, host, () => {
      const address = server.address();
      cleanUp.push(() => server.close());
      finish(typeof address === 'object' && address ? address.port : 0);
    });
  });
}
