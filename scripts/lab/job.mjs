/** `run` and `evaluate`: plan in Node, work in the browser, results into the folder. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSite } from '../lib/site.mjs';
import { root } from '../lib/run.mjs';
import { PlainError } from '../lib/terminal.mjs';
import { badInput } from './arguments.mjs';
import { openLab } from './browser.mjs';
import { loadModule } from './domain.mjs';
import { checkpointFile, openFolder, readInput } from './folder.mjs';
import { progressBar } from './progress.mjs';

const schemaVersion = 1;

/** @param {'run' | 'evaluate'} command */
export async function runJob(command, subject, values) {
  const evaluates = command === 'evaluate';
  const source = evaluates ? subject : values.resume;
  const checkpoint = source === undefined ? null : readInput(join(source, checkpointFile), 'checkpoint');
  // Another text than the model's own would have another vocabulary; its own tokenizer must read it.
  const tokenizer = evaluates && values.text ? readInput(join(source, 'tokenizer.json'), 'tokenizer').toString() : null;
  const text = values.text === undefined ? null : readInput(values.text, 'text');
  const { planRun, planEvaluation } = await loadModule('src/lab/plan.ts');
  const experiment = !evaluates && subject !== undefined ? readExperiment(subject) : null;
  const planned = evaluates
    ? planEvaluation({ checkpoint, text })
    : planRun({ experiment, set: values.set, text, checkpoint });
  if (!planned.ok) throw badInput(planned.message);

  const folder = openFolder(values.out, { resume: values.resume, step: planned.step });
  await makeSite();
  const lab = await openLab(values.backend);
  try {
    const request = {
      action: evaluates ? 'evaluate' : 'train',
      config: planned.config,
      ownText: planned.ownText,
      backend: values.backend,
      precision: values.precision,
      tokenizer,
      checkpoint: checkpoint && { step: planned.step, bytes: new Uint8Array(checkpoint) },
    };
    return await work(lab, request, folder);
  } finally {
    await lab.close();
  }
}

/** A file when there is one of that name, else a preset's id or a link. */
function readExperiment(subject) {
  const isFile = existsSync(subject) || (subject.endsWith('.json') && !subject.includes('?'));
  if (isFile) return { kind: 'json', text: readInput(subject, 'experiment').toString('utf8') };
  return { kind: 'address', text: subject };
}

async function work({ page, version }, request, folder) {
  let stopAtOnce;
  const crashed = new Promise((_, fail) => {
    const end = (reason, exitCode) => () => fail(new PlainError(`${reason}; the metrics so far were kept.`, exitCode));
    page.once('crash', end('The browser ran out of memory or crashed', 1));
    page.once('close', end('The browser was closed', 1));
    stopAtOnce = end('Stopped at once', 130);
  });
  crashed.catch(() => undefined);
  const seen = listen(request, folder);
  await page.exposeFunction('trimtabReport', (name, payload) => seen.reports[name](payload));
  let asked = false;
  const interrupt = () => {
    if (asked) return stopAtOnce();
    asked = true;
    console.log('\nStopping after this step and measuring what there is; Ctrl+C again stops at once.');
    page.evaluate(() => globalThis.trimtabLab.interrupt()).catch(stopAtOnce);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    const outcome = await Promise.race([page.evaluate((job) => globalThis.trimtabLab.run(job), request), crashed]);
    seen.end();
    if (outcome.kind === 'failed') throw new PlainError(outcome.message, outcome.badInput ? 2 : 1);
    for (const { name, bytes } of outcome.files) folder.write(name, bytes);
    folder.writeJson('summary.json', summary(request.config, seen.facts(), outcome.summary, version));
    const { steps, valLossNats, perplexity } = outcome.summary;
    console.log(
      `Validation loss ${valLossNats.toFixed(4)} nats, perplexity ${perplexity.toFixed(3)}, after ${steps} steps.`,
    );
    if (outcome.interrupted) console.log('Stopped early; --resume goes on from here.');
    return outcome.interrupted ? 130 : 0;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** What to do with each report of the page. */
function listen({ action, config }, folder) {
  let bar;
  const facts = {};
  const reports = {
    engine(status) {
      facts.engine = status;
      console.log(`Backend ${status.backend} (${status.adapter}, ${status.precision}): ${status.reason.en}`);
    },
    started(started) {
      facts.started = started;
      const { parameters } = started.facts;
      console.log(`${parameters} parameters, ${started.data.vocabulary} tokens in the vocabulary`);
      if (action === 'train') bar = progressBar(config.training.steps, started.step);
    },
    metrics({ steps, columns, norms }) {
      const names = Object.keys(columns);
      const rows = Array.from(steps, (step, row) => ({
        step,
        ...Object.fromEntries(names.map((name) => [name, columns[name][row]])),
        ...(norms?.step === step &&
          Number.isFinite(columns.valLossNats[row]) && { norms: normsByName(norms.values, facts.started.tensors) }),
      }));
      folder.addMetrics(rows);
      for (const row of rows) bar?.update(row);
    },
    sample: ({ step, prompt, tokens }) => folder.addSample(step, prompt + tokens.map(({ text }) => text).join('')),
    notice: (sentence) => console.log(`\nNote: ${sentence}`),
  };
  return { reports, facts: () => facts, end: () => bar?.end() };
}

/** Of every tensor: gradient before clipping, values after the update, update. At validations only, so that the file stays small. */
function normsByName(values, tensors) {
  const significant = (value) => Number(value.toPrecision(6));
  return Object.fromEntries(tensors.map((name, i) => [name, [0, 1, 2].map((at) => significant(values[3 * i + at]))]));
}

function summary(config, { engine, started }, measured, chromium) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    schemaVersion,
    config,
    seed: config.seed,
    backend: engine.backend,
    backendReason: engine.reason.en,
    adapter: engine.adapter,
    precision: engine.precision,
    isolated: engine.isolated,
    versions: { trimtab: version, ...engine.versions, chromium, node: process.versions.node },
    parameters: started.facts.parameters,
    ...measured,
  };
}
