/** `sensitivity`: what it costs to compress one matrix at a time; the cells that there are are kept when it is stopped. */
import { existsSync } from 'node:fs';
import { formatDuration } from '../lib/terminal.mjs';
import { badInput } from './arguments.mjs';
import { loadModule } from './domain.mjs';
import { makeFolder, readInput } from './folder.mjs';
import { modelRequest } from './modelRequest.mjs';
import { summaryHead, workInPage } from './page.mjs';
import { statusLine } from './progress.mjs';

export async function sensitivityJob(subject, values) {
  const { planSensitivity } = await loadModule('src/lab/sensitivity.ts');
  const recipe = planSensitivity(readRecipe(values.recipe));
  if (!recipe.ok) throw badInput(recipe.message);
  const model = await modelRequest(subject, values);
  const request = { action: 'sensitivity', ...model, recipes: recipe.recipes };
  const folder = makeFolder(values.out);
  const line = statusLine();
  const reports = {
    sensing({ done, of, elapsedMs }) {
      line.show(`${done} of ${of} · about ${formatDuration((elapsedMs / done) * (of - done))} left`);
    },
    sensed({ runId: _, ...result }, facts) {
      const [{ passes }] = recipe.recipes;
      folder.writeJson('sensitivity.json', { ...summaryHead(model.config, facts), pass: passes[0], ...result });
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
