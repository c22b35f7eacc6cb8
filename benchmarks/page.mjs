/** The built page in headless Chromium, and a trace of what its main thread does. */
import { chromium } from 'playwright';
import { chromiumFlags } from '../scripts/lib/chromium.mjs';
import { ensureChromium } from '../scripts/lib/installChromium.mjs';
import { serveSite } from '../scripts/lib/serve.mjs';
import { median } from './statistics.mjs';

/** @template T @param {(open: (query: string) => Promise<import('playwright').Page>) => Promise<T>} work @returns {Promise<T>} */
export async function withPage(work) {
  const site = await serveSite({ port: 0 });
  const browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumFlags });
  try {
    return await work(async (query) => {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
      const page = await context.newPage();
      await page.goto(`${site.url}${query}`);
      return page;
    });
  } finally {
    await browser.close();
    await site.close();
  }
}

// By attribute: looking for a role by its meaning visits every element, in the thread that is being measured.
export const stepOf = async (page) =>
  Number(await page.locator('[role=progressbar]').first().getAttribute('aria-valuenow'));

export async function reachStep(page, step) {
  while ((await stepOf(page)) < step) await page.waitForTimeout(20);
}

/**
 * The tasks that the page's main thread ran in that time, longest first. `ms` is what a person waits; `cpuMs` leaves out the
 * time in which the thread had no core, because on two cores training and software drawing take them.
 */
export async function mainThreadTasks(page, seconds) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', { categories: 'toplevel,devtools.timeline', transferMode: 'ReportEvents' });
  await page.waitForTimeout(1000 * seconds);
  await session.send('Tracing.end');
  await complete;
  const main = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  const tasks = events
    .filter(({ name, pid, tid, dur }) => name.endsWith('RunTask') && dur !== undefined && main.has(`${pid}:${tid}`))
    .map(({ dur, tdur }) => ({ ms: dur / 1000, cpuMs: tdur / 1000 }))
    .toSorted((a, b) => b.ms - a.ms);
  if (tasks.length === 0)
    throw new Error('The trace names no tasks of the main thread; this Chromium calls them otherwise.');
  return tasks;
}

/** A row of a report about such tasks. @param limitMs what none of them should exceed */
export function taskRow(tasks, limitMs) {
  const over = (key) => tasks.filter((task) => task[key] > limitMs).length;
  const times = tasks.map(({ ms }) => ms);
  return {
    medianMs: median(times),
    minMs: times.at(-1),
    maxMs: times[0],
    runs: tasks.length,
    note: `${over('ms')} of ${tasks.length} over ${limitMs} ms, ${over('cpuMs')} by processor time`,
  };
}
