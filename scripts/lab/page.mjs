/** A piece of work in the lab's page: asked for, told of as it happens, stopped in order by Ctrl+C, ended by a crash. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSite } from '../lib/site.mjs';
import { root } from '../lib/run.mjs';
import { PlainError } from '../lib/terminal.mjs';
import { openLab } from './browser.mjs';

const schemaVersion = 1;

const common = {
  engine(status, facts) {
    facts.engine = status;
    console.log(`Backend ${status.backend} (${status.adapter}, ${status.precision}): ${status.reason.en}`);
  },
  started(started, facts) {
    facts.started = started;
    const { parameters } = started.facts;
    console.log(`${parameters} parameters, ${started.data.vocabulary} tokens in the vocabulary`);
  },
  notice: (sentence) => console.log(`\nNote: ${sentence}`),
};

/**
 * @param {object} request a LabRequest
 * @param {Record<string, (payload: object, facts: object) => void>} reports what else to do with each
 * @param {{ stopping: string, kept: string }} words what is said of stopping, and of what a crash leaves
 */
export async function workInPage(request, reports, words) {
  await makeSite();
  const lab = await openLab(request.backend);
  try {
    return await work(lab, request, reports, words);
  } finally {
    await lab.close();
  }
}

async function work({ page, version }, request, reports, { stopping, kept }) {
  let stopAtOnce;
  const crashed = new Promise((_, fail) => {
    const end = (reason, exitCode) => () => fail(new PlainError(`${reason}; ${kept}.`, exitCode));
    page.once('crash', end('The browser ran out of memory or crashed', 1));
    page.once('close', end('The browser was closed', 1));
    stopAtOnce = end('Stopped at once', 130);
  });
  crashed.catch(() => undefined);
  const facts = { chromium: version };
  await page.exposeFunction('trimtabReport', (name, payload) => {
    common[name]?.(payload, facts);
    reports[name]?.(payload, facts);
  });
  let asked = false;
  const interrupt = () => {
    if (asked) return stopAtOnce();
    asked = true;
    console.log(`\n${stopping}; Ctrl+C again stops at once.`);
    page.evaluate(() => globalThis.trimtabLab.interrupt()).catch(stopAtOnce);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const outcome = await Promise.race([page.evaluate((job) => globalThis.trimtabLab.run(job), request), crashed]);
    reports.end?.();
    if (outcome.kind === 'failed') throw new PlainError(outcome.message, outcome.badInput ? 2 : 1);
    return { outcome, facts };
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** What every summary.json begins with. */
export function summaryHead(config, { started, ...facts }) {
  return { schemaVersion, config, seed: config.seed, ...machineOf(facts), parameters: started.facts.parameters };
}

/** The same of several models, which have no settings in common. */
export const raceHead = (facts) => ({ schemaVersion, ...machineOf(facts) });

function machineOf({ engine, chromium }) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    backend: engine.backend,
    backendReason: engine.reason.en,
    adapter: engine.adapter,
    precision: engine.precision,
    isolated: engine.isolated,
    versions: { trimtab: version, ...engine.versions, chromium, node: process.versions.node },
  };
}
