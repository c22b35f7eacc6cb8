/** One model that ships: trained, halved where that costs nothing, measured as it is in the file, described. */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModule } from '../lab/domain.mjs';
import { root, runNode } from '../lib/run.mjs';
import { PlainError } from '../lib/terminal.mjs';
import { models, runArguments } from './models.mjs';

export const shippedFolder = join(root, 'public', 'checkpoints');
const workFolder = join(root, '.cache', 'checkpoints');
/** In nats: a hundredth of a per cent of perplexity. */
const mostLostByHalving = 1e-4;
const spotWindows = 24;

export async function makeCheckpoint(model) {
  const work = join(workFolder, model.id);
  await train(model, work);
  const { halveExport } = await loadModule('src/domain/files/halveExport.ts');
  const exported = readFileSync(join(work, 'model.safetensors'));
  const { valLossNats: before } = readJson(join(work, 'summary.json'));
  // Not in public/ before it is whole; a change there also has the lab build the site anew.
  const folder = emptied(join(workFolder, `${model.id}-files`));
  for (const name of ['config.json', 'tokenizer.json', 'experiment.json']) {
    writeFileSync(join(folder, name), readFileSync(join(work, name)));
  }
  let measured;
  let dtype;
  for (const [kind, bytes] of [
    ['F16', halveExport(exported)],
    ['F32', exported],
  ]) {
    writeFileSync(join(folder, 'model.safetensors'), bytes);
    measured = await evaluate(folder, join(workFolder, `${model.id}-measured`));
    dtype = kind;
    if (measured.valLossNats - before <= mostLostByHalving) break;
  }
  const card = await cardOf(model, { folder, trained: readJson(join(work, 'summary.json')), measured, dtype });
  writeJson(join(folder, 'card.json'), card);
  cpSync(folder, emptied(join(shippedFolder, model.id)), { recursive: true });
  console.log(
    `${model.id}: ${card.bytes} bytes, ${dtype}, validation loss ${card.validation.lossNats.toFixed(4)} nats`,
  );
}

/** Every card that lies in a folder, in the order of the list. */
export function writeCatalogue() {
  const cards = models.map(({ id }) => join(shippedFolder, id, 'card.json')).filter((path) => existsSync(path));
  writeJson(join(shippedFolder, 'index.json'), { version: 1, models: cards.map(readJson) });
}

async function train(model, work) {
  const { planRun } = await loadModule('src/lab/plan.ts');
  const set = Object.entries(model.set).map(([path, value]) => `${path}=${value}`);
  const experiment = { kind: 'address', text: model.preset };
  const planned = planRun({ experiment, set, text: null, checkpoint: null });
  if (!planned.ok) throw new PlainError(`${model.id}: ${planned.message}`);
  const summary = join(work, 'summary.json');
  if (existsSync(summary)) {
    const { config, steps } = readJson(summary);
    const same = JSON.stringify(config) === JSON.stringify(planned.config) && steps === config.training.steps;
    if (same) return console.log(`${model.id}: trained before`);
  }
  await lab(['run', ...runArguments(model), '--out', work]);
}

async function evaluate(folder, out) {
  await lab(['evaluate', folder, '--backend', 'wasm', '--out', out]);
  return readJson(join(out, 'summary.json'));
}

async function lab(args) {
  const { code } = await runNode('scripts/lab.mjs', args);
  if (code !== 0) throw new PlainError('The lab has failed; the reason is above.', code);
}

async function cardOf({ id, name, about, limits, ...model }, { folder, trained, measured, dtype }) {
  const { spotCheck } = await loadModule('src/lab/spotCheck.ts');
  const texts = join(root, 'public', 'corpora');
  const { config } = trained;
  const { licence } = readJson(join(texts, 'index.json')).corpora[config.data.corpus];
  const read = (file) => readFileSync(join(folder, file));
  const opened = {
    weights: read('model.safetensors'),
    experiment: read('experiment.json').toString(),
    tokenizer: read('tokenizer.json').toString(),
  };
  const spot = await spotCheck(opened, async (file) => readFileSync(join(texts, file), 'utf8'), spotWindows);
  const files = readdirSync(folder)
    .toSorted()
    .map((file) => ({
      name: file,
      bytes: statSync(join(folder, file)).size,
      sha256: createHash('sha256').update(read(file)).digest('hex'),
    }));
  const { architecture, layers, width, context } = config.model;
  return {
    version: 1,
    id,
    name,
    about,
    data: { corpus: config.data.corpus, licence },
    limits,
    model: { architecture, layers, width, context, vocabulary: spot.vocabulary, parameters: trained.parameters },
    training: {
      steps: trained.steps,
      tokensSeen: trained.tokensSeen,
      seconds: Math.round(trained.wallSeconds),
      backend: trained.backend,
      command: `npm run checkpoints -- ${id}`,
      lab: `npm run lab -- run ${runArguments(model).join(' ')} --out DIR`,
    },
    validation: {
      lossNats: measured.valLossNats,
      perplexity: measured.perplexity,
      bitsPerByte: measured.bitsPerByte,
      command: `npm run lab -- evaluate public/checkpoints/${id} --backend wasm --out DIR`,
    },
    spotCheck: { windows: spotWindows, lossNats: spot.lossNats },
    dtype,
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    date: new Date().toISOString().slice(0, 10),
  };
}

function emptied(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const writeJson = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
