/** The benchmark page of the built site, on the backend that every machine has, and the file that it saves. */
import { readFileSync } from 'node:fs';
import type { Download, Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { testSite } from './harness.ts';

interface Saved {
  readonly machine: { readonly userAgent: string; readonly cores: number; readonly isolated: boolean };
  readonly commit: string;
  readonly note: string;
  readonly backends: readonly {
    readonly peaks: Readonly<Record<string, number>>;
    readonly failures: readonly unknown[];
  }[];
  readonly rows: readonly Readonly<Record<string, number | string | boolean>>[];
}

const control = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function saved(page: Page, name: string): Promise<Saved> {
  const [download] = await Promise.all([page.waitForEvent('download'), control(page, name).click()]);
  return contentOf(download);
}

async function contentOf(download: Download): Promise<Saved> {
  expect(download.suggestedFilename()).toMatch(/^trimtab-bench-[\d-]+\.json$/);
  return JSON.parse(readFileSync(await download.path(), 'utf8')) as Saved;
}

describe('the benchmark page', () => {
  const site = testSite();

  test('measures a step and the machine, and saves what it found', { timeout: 30_000 }, async () => {
    const page = await site.open('bench.html?backend=wasm&only=step-2-64', { locale: 'en-US' });
    await page.getByRole('button', { name: 'Run', exact: true }).press('Enter');
    await page.getByRole('progressbar').waitFor();
    await control(page, 'Run again').waitFor();
    expect(await page.getByRole('row', { name: /^step-2-64 wasm/ }).count()).toBe(1);

    const { machine, commit, note, backends, rows } = await saved(page, 'Save JSON');
    expect(machine).toMatchObject({ isolated: true, cores: expect.any(Number) });
    expect(commit).not.toBe('');
    expect(note).not.toContain('stopped');
    expect(backends).toHaveLength(1);
    expect(backends[0]?.failures).toEqual([]);
    expect(backends[0]?.peaks['flopsPerSecond']).toBeGreaterThan(1e8);
    expect(rows).toHaveLength(1);
    const [row = {}] = rows;
    expect(row).toMatchObject({ work: 'step-2-64', engine: 'trimtab', backend: 'wasm', cutShort: false });
    expect(row['minMs']).toBeLessThanOrEqual(Number(row['medianMs']));
    expect(row['maxMs']).toBeGreaterThanOrEqual(Number(row['medianMs']));
    expect(row['inRunMs']).toBeGreaterThan(0);
    expect(row['limitMs']).toBeGreaterThan(0);
    expect(row['lossBefore']).toBeCloseTo(Math.log(65), 0);
    expect(row['lossAfter']).toBeLessThan(Number(row['lossBefore']));
  });

  test('can be cancelled, and speaks Chinese from the first word', async () => {
    const page = await site.open('bench.html?backend=wasm&only=step-6-256&only=step-9-9', { locale: 'zh-CN' });
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.getByRole('alert').textContent()).toContain('step-9-9');
    await control(page, '开始测量').click();
    await page.getByRole('progressbar').waitFor();
    await control(page, '取消').click();
    await page.getByText('已取消').waitFor();
    const { note } = await saved(page, '保存 JSON');
    expect(note).toContain('stopped before its end');
  });
});
