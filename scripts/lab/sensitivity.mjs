/** `sensitivity`: what it costs to compress one matrix at a time; the cells that there are are kept when it is stopped. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatDuration } from '../lib/terminal.mjs';
import { badInput } from './arguments.mjs';
import { loadModule } from './domain.mjs';
import { checkpointFile, makeFolder, readInput } from './folder.mjs';
import { readTokenizer } from './job.mjs';
import { summaryHead, workInPage } from './page.mjs';
import { statusLine } from './progress.mjs';

export async function sensitivityJob(subject, values) {
  const { planSensitivity } = await loadModule('src/lab/sensitivity.ts');
  const recipe = planSensitivity(readRecipe(values.recipe));
  if (!recipe.ok) throw badInput(recipe.message);
  const checkpoint = readInput(join(subject, checkpointFile), 'checkpoint');
  if (existsSync(join(values.out, checkpointFile)))
    throw badInput(`--out ${values.out} is the folder of a run; name another one.`);
  const text = values.text === undefined ? null : readInput(values.text, 'text');
  const { planEvaluation } = await loadModule('src/lab/plan.ts');
  const planned = planEvaluation({ checkpoint, text });
  if (!planned.ok) throw badInput(planned.message);
  const request = {
    action: 'sensitivity',
    config: planned.config,
    ownText: planned.ownText,
    backend: values.backend,
    precision: values.precision,
    tokenizer: readTokenizer(subject, values.text),
    checkpoint: { step: planned.step, bytes: new Uint8Array(checkpoint) },
    recipes: recipe.recipes,
  };
  const folder = makeFolder(values.out);
  const line = statusLine();
  const reports = {
    sensing({ done, of, elapsedMs }) {
      line.show(`${done} of ${of} · about ${formatDuration((elapsedMs / done) * (of - done))} left`);
    },
    sensed({ runId: _, ...result }, facts) {
      const [{ passes }] = recipe.recipes;
      folder.writeJson('sensitivity.json', { ...summaryHead(planned.config, facts), pass: passes[0], ...result });
      line.end();
      console.log(tableOf(result));
    },
    end: () => line.end(),
  };
  const { outcome } = await workInPage(request, reports, {
    stopping: 'Stopping with the cells that there are',
    kept: 'nothing was kept',
  });
  return outcome.interrupted ? 130 : 0;
}

const readRecipe = (given) => {
  if (given === undefined) return null;
  return /^\s*[[{]/.test(given) && !existsSync(given) ? given : readInput(given, 'recipe').toString();
};

/** Thousandths of a nat; a dash for what was not measured. */
function tableOf({ matrices, cells }) {
  const levels = [...new Set(cells.map(({ level }) => level))].toSorted((a, b) => a - b);
  const width = Math.max(...matrices.map(({ name }) => name.length));
  const row = (name, entries) => [name.padEnd(width), ...entries.map((entry) => entry.padStart(9))].join(' ');
  const figure = (name, level) => {
    const cell = cells.find((one) => one.name === name && one.level === level);
    return cell ? (1000 * cell.riseNats).toFixed(2) : '–';
  };
  return [
    row('thousandths of a nat', levels.map(String)),
    ...matrices.map(({ name }) =>
      row(
        name,
        levels.map((level) => figure(name, level)),
      ),
    ),
  ].join('\n');
}
