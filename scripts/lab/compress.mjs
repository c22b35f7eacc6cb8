/** `compress`: recipes on the model of a run; each leaves a folder as soon as it is done. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatDuration, PlainError } from '../lib/terminal.mjs';
import { badInput } from './arguments.mjs';
import { loadModule } from './domain.mjs';
import { folderOf, makeFolder, readInput } from './folder.mjs';
import { modelRequest } from './modelRequest.mjs';
import { summaryHead, workInPage } from './page.mjs';
import { statusLine } from './progress.mjs';

export async function compressJob(subject, values) {
  const recipes = await readRecipes(values.recipe);
  const model = await modelRequest(subject, values);
  const request = { action: 'compress', ...model, recipes };
  // Made now, so that a folder that cannot be written to is told before the work.
  const folders = recipes.map((_, index) => makeFolder(join(values.out, recipes.length === 1 ? '' : folderOf(index))));
  let done = 0;
  const line = statusLine();
  const reports = {
    compressing({ phase, share, training, elapsedMs }) {
      const step = training && `step ${training.step} of ${training.steps}, loss ${training.lossNats.toFixed(3)}`;
      const detail = step ?? `${Math.round(100 * share)} %`;
      line.show(`${labelOf(done, recipes)}${phase} ${detail} · ${formatDuration(elapsedMs)}`);
    },
    compressed({ index, variant, files }, facts) {
      const folder = folders[index];
      for (const { name, bytes } of files) folder.write(name, bytes);
      const summary = summaryOf(variant);
      folder.writeJson('summary.json', { ...summaryHead(model.config, facts), ...summary });
      line.end();
      console.log(`${labelOf(index, recipes)}${resultLine(summary)}`);
      done = index + 1;
    },
    end: () => line.end(),
  };
  const { outcome } = await inPage(request, reports, () => labelOf(done, recipes));
  if (outcome.interrupted) console.log(`Stopped early; ${done} of ${recipes.length} recipes were run.`);
  return outcome.interrupted ? 130 : 0;
}

async function inPage(request, reports, label) {
  try {
    return await workInPage(request, reports, {
      stopping: 'Stopping without this recipe',
      kept: 'the compressed models so far were kept',
    });
  } catch (error) {
    // Of many recipes, which one it was.
    throw error instanceof PlainError ? new PlainError(`${label()}${error.message}`, error.exitCode) : error;
  }
}

/** Files, or JSON itself; in both a recipe or a list of them. */
async function readRecipes(given) {
  const { planRecipes } = await loadModule('src/lab/recipes.ts');
  const planned = planRecipes(
    given.map((recipe) =>
      /^\s*[[{]/.test(recipe) && !existsSync(recipe) ? recipe : readInput(recipe, 'recipe').toString(),
    ),
  );
  if (!planned.ok) throw badInput(planned.message);
  return planned.recipes;
}

const labelOf = (index, { length }) => (length === 1 ? '' : `Recipe ${index + 1} of ${length}: `);

function summaryOf({ step, recipe, parameters, fileBytes, gzipBytes, denseBytes, before, after, ...rest }) {
  const { tokens, calibrateMs, compressMs, layers } = rest;
  return {
    steps: step,
    recipe,
    fileBytes,
    gzipBytes,
    denseBytes,
    bitsPerWeight: (8 * fileBytes) / parameters,
    valLossNatsBefore: before.lossNats,
    valLossNatsAfter: after.lossNats,
    perplexityBefore: before.perplexity,
    perplexityAfter: after.perplexity,
    validationTokens: tokens,
    calibrateMs,
    compressMs,
    layers,
  };
}

function resultLine({ valLossNatsBefore, valLossNatsAfter, fileBytes, bitsPerWeight }) {
  const losses = `${valLossNatsBefore.toFixed(4)} → ${valLossNatsAfter.toFixed(4)} nats`;
  return `validation loss ${losses}, ${fileBytes} bytes, ${bitsPerWeight.toFixed(2)} bits per weight.`;
}
