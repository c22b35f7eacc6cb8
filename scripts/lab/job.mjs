/** `run` and `evaluate`: plan in Node, work in the browser, results into the folder. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { badInput } from './arguments.mjs';
import { readCheckpoint } from './checkpoint.mjs';
import { loadModule } from './domain.mjs';
import { compressedFile, openFolder, readInput } from './folder.mjs';
import { summaryHead, workInPage } from './page.mjs';
import { progressBar } from './progress.mjs';

/** @param {'run' | 'evaluate'} command */
export async function runJob(command, subject, values) {
  const evaluates = command === 'evaluate';
  const source = evaluates ? subject : values.resume;
  const compressed = evaluates ? await readCompressed(source) : null;
  const checkpoint = compressed?.checkpoint ?? (source === undefined ? null : await readCheckpoint(source));
  const text = values.text === undefined ? null : readInput(values.text, 'text');
  const { planRun, planEvaluation } = await loadModule('src/lab/plan.ts');
  const experiment = !evaluates && subject !== undefined ? readExperiment(subject) : null;
  const planned = evaluates
    ? planEvaluation({ checkpoint, text })
    : planRun({ experiment, set: values.set, text, checkpoint });
  if (!planned.ok) throw badInput(planned.message);

  const request = {
    action: evaluates ? 'evaluate' : 'train',
    config: planned.config,
    ownText: planned.ownText,
    backend: values.backend,
    precision: values.precision,
    tokenizer: evaluates ? readTokenizer(source, values.text, planned.config) : null,
    checkpoint: checkpoint && { step: planned.step, bytes: new Uint8Array(checkpoint) },
    recipes: [],
  };
  const folder = openFolder(values.out, { resume: values.resume, step: planned.step });
  const { outcome, facts } = await workInPage(request, reportsInto(folder, request), {
    stopping: 'Stopping after this step and measuring what there is',
    kept: 'the metrics so far were kept',
  });
  for (const { name, bytes } of outcome.files) folder.write(name, bytes);
  const measured = compressed ? compressedFigures(compressed, outcome.summary) : outcome.summary;
  folder.writeJson('summary.json', { ...summaryHead(request.config, facts), ...measured });
  console.log(resultLine(measured));
  if (outcome.interrupted) console.log('Stopped early; --resume goes on from here.');
  return outcome.interrupted ? 130 : 0;
}

/** A file when there is one of that name, else a preset's id or a link. */
export function readExperiment(subject) {
  const isFile = existsSync(subject) || (subject.endsWith('.json') && !subject.includes('?'));
  if (isFile) return { kind: 'json', text: readInput(subject, 'experiment').toString('utf8') };
  return { kind: 'address', text: subject };
}

/** Another text than the model's own would have another vocabulary; its own tokenizer must read it, and one of others always. */
export function readTokenizer(source, text, { data }) {
  return text === undefined && data.tokenizer !== 'imported'
    ? null
    : readInput(join(source, 'tokenizer.json'), 'tokenizer').toString();
}

/** Null where the folder holds no compressed model. */
async function readCompressed(source) {
  const path = join(source, compressedFile);
  if (!existsSync(path)) return null;
  const bytes = readInput(path, 'compressed model');
  const { openCompressed } = await loadModule('src/lab/compressedModel.ts');
  const opened = openCompressed(bytes);
  if (!opened.ok) throw badInput(opened.message);
  return { ...opened, fileBytes: bytes.length };
}

/** What can be said of a model that comes without the history of its training. */
function compressedFigures({ recipe, fileBytes, parameters }, { valLossNats, perplexity, bitsPerByte, accuracy }) {
  const bitsPerWeight = (8 * fileBytes) / parameters;
  return { recipe, fileBytes, bitsPerWeight, valLossNats, perplexity, bitsPerByte, accuracy };
}

function resultLine({ valLossNats, perplexity, steps, bitsPerWeight }) {
  const after = steps === undefined ? `at ${bitsPerWeight.toFixed(2)} bits per weight` : `after ${steps} steps`;
  return `Validation loss ${valLossNats.toFixed(4)} nats, perplexity ${perplexity.toFixed(3)}, ${after}.`;
}

/** What to do with each report of the page. */
function reportsInto(folder, { action, config }) {
  let bar;
  return {
    started(started) {
      if (action === 'train') bar = progressBar(config.training.steps, started.step);
    },
    metrics({ steps, columns, norms }, facts) {
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
    end: () => bar?.end(),
  };
}

/** Of every tensor: gradient before clipping, values after the update, update. At validations only, so that the file stays small. */
function normsByName(values, tensors) {
  const significant = (value) => Number(value.toPrecision(6));
  return Object.fromEntries(tensors.map((name, i) => [name, [0, 1, 2].map((at) => significant(values[3 * i + at]))]));
}
