/** What the build promises: a small first load, a strict policy, and a site that runs wherever it is put. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readCatalogue } from '../../src/domain/checkpoints/card.ts';
import { root } from '../architecture/sources.ts';
import { small, testSite } from './harness.ts';
import { reachStep } from './trainingPage.ts';
import { workerPolicy } from '../../scripts/lib/headers.mjs';
import { hubSources } from '../../scripts/lib/hubHosts.mjs';
import { hubHosts } from '../../src/domain/files/hugging-face/hubAddress.ts';

const dist = join(root, 'dist');

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Readonly<Record<string, Chunk>>;

/** A chunk and all that it imports before it runs. */
function loadedWith(key: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) loadedWith(next, seen);
  return seen;
}

const firstLoad = [...loadedWith('index.html')].map((key) => readFileSync(join(dist, manifest[key]?.file ?? key)));

test('the page’s first JavaScript stays under 250 kB, compressed', () => {
  const kilobytes = firstLoad.reduce((sum, code) => sum + gzipSync(code, { level: 9 }).length, 0) / 1000;
  console.log(`first load: ${kilobytes.toFixed(1)} kB of JavaScript (gzip)`);
  expect(kilobytes).toBeGreaterThan(50);
  expect(kilobytes).toBeLessThan(250);
});

test('it holds neither TensorFlow.js nor a development build nor KaTeX', () => {
  const code = firstLoad.join('\n');
  expect(code).not.toMatch(/registerBackend|tfjs/);
  expect(code).not.toMatch(/jsxDEV|Warning: React/);
  expect(code).not.toMatch(/KaTeX parse error/);
});

describe('the content security policy', () => {
  const site = testSite();
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const policy =
    /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? '';

  test('comes first in the page, forbids what is not listed, and allows no foreign origin but the hubs that can be asked for a model', () => {
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<script'));
    expect(policy).toContain("default-src 'none'");
    const connect = `connect-src 'self' ${hubSources.join(' ')}`;
    expect(policy.split('; ')).toContain(connect);
    expect(policy.replace(connect, '')).not.toMatch(/https?:|\*/);
    for (const host of hubHosts) expect(hubSources).toContain(`https://${host}`);
    expect(workerPolicy).not.toMatch(/https?:|\*/);
    expect(policy).not.toMatch(/(script|style)-src '[^;]*'unsafe-(inline|eval)'/);
  });

  test('stops the page from reaching beyond its origin', async () => {
    site.provoke(/^console: .*example\.org.*Content Security Policy/);
    const page = await site.open(small());
    const refused = await page.evaluate(async () => {
      const seen = new Promise<string>((tell) =>
        document.addEventListener('securitypolicyviolation', (event) => tell(event.effectiveDirective), { once: true }),
      );
      navigator.sendBeacon('https://example.org/');
      return seen;
    });
    expect(refused).toBe('connect-src');
  });
});

describe('under a path of its own', () => {
  const site = testSite({ base: '/some/where/trimtab/' });

  test('the site trains as it does at the root', async () => {
    const page = await site.open(small());
    await reachStep(page, 3);
    expect(new URL(page.url()).pathname).toBe('/some/where/trimtab/');
  });
});

describe('every corpus file that the build lists', () => {
  test('is there', () => {
    const index = JSON.parse(readFileSync(join(dist, 'corpora/index.json'), 'utf8')) as { corpora: object };
    const names = Object.keys(index.corpora);
    expect(names).toContain('moby-dick');
    for (const name of names) expect(existsSync(join(dist, 'corpora', `${name}.train.txt`))).toBe(true);
  });
});

test('every model that the build lists is there', () => {
  const cards = readCatalogue(readFileSync(join(dist, 'checkpoints/index.json'), 'utf8'));
  expect(cards.length).toBeGreaterThan(0);
  for (const { id, files } of cards) {
    for (const { name, bytes } of files) expect(statSync(join(dist, 'checkpoints', id, name)).size).toBe(bytes);
  }
});
