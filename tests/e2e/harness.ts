/**
 * The built site in a real browser. Every test file serves `dist` on a free port and starts one Chromium; every visit
 * is a fresh profile. Whatever the page complains about (errors in the console, violations of the content security
 * policy, exceptions, requests that leave the origin) fails the test that saw it.
 */
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { chromiumFlags, findChromium } from '../../scripts/lib/chromium.mjs';
import { serveSite } from '../../scripts/lib/serve.mjs';

type Site = Awaited<ReturnType<typeof serveSite>>;

export interface SiteOptions {
  /** The path that the site lies under. */
  readonly base?: string;
  /** Without: a host that sends no headers of ours. */
  readonly isolated?: boolean;
}

export interface Visits {
  readonly url: () => string;
  /** A page in a fresh profile, or in that of an earlier visit. */
  open(query?: string, options?: BrowserContextOptions, profile?: BrowserContext): Promise<Page>;
  stopServing(): Promise<void>;
  /** This test provokes complaints like these. */
  provoke(pattern: RegExp): void;
}

/** Enough for every panel, little enough to learn within seconds on a busy machine with two cores. */
export const smallRun = new URLSearchParams({
  preset: 'first-names',
  'model.layers': '1',
  'model.heads': '2',
  'model.width': '32',
  'model.context': '16',
  'training.batchSize': '8',
  'training.evalEvery': '10',
  'training.evalWindows': '8',
  'training.steps': '100000',
});

export const small = (changes: Readonly<Record<string, string>> = {}): string =>
  `?${new URLSearchParams({ ...Object.fromEntries(smallRun), ...changes })}`;

export function testSite(options: SiteOptions = {}): Visits {
  let site: Site | undefined;
  let browser: Browser | undefined;
  const profiles = new Set<BrowserContext>();
  let complaints: string[] = [];
  let provoked: RegExp[] = [];

  beforeAll(async () => {
    const executablePath = findChromium();
    site = await serveSite({ port: 0, ...options });
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: chromiumFlags });
  });
  afterEach(async () => {
    await Promise.all([...profiles].map((profile) => profile.close()));
    profiles.clear();
    const seen = complaints.filter((complaint) => !provoked.some((pattern) => pattern.test(complaint)));
    complaints = [];
    provoked = [];
    expect(seen).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const url = (): string => {
    if (!site) throw new Error('the site is served from beforeAll on');
    return site.url;
  };

  const watch = (page: Page): void => {
    const origin = new URL(url()).origin;
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, origin: target } = new URL(request.url());
      if (protocol.startsWith('http') && target !== origin) complaints.push(`request to ${request.url()}`);
    });
  };

  return {
    url,
    async open(query = '', contextOptions = {}, profile) {
      if (!browser) throw new Error('the browser runs from beforeAll on');
      const context =
        profile ?? (await browser.newContext({ viewport: { width: 1366, height: 768 }, ...contextOptions }));
      profiles.add(context);
      const page = await context.newPage();
      watch(page);
      await page.goto(url() + query);
      return page;
    },
    async stopServing() {
      await site?.close();
    },
    provoke: (pattern) => void provoked.push(pattern),
  };
}
