/** The checkpoint in the folder of a run, or one made of its exported model where that is all there is, as in public/checkpoints. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { badInput } from './arguments.mjs';
import { loadModule } from './domain.mjs';
import { checkpointFile, readInput } from './folder.mjs';

/** @param {string} folder @returns {Promise<Uint8Array>} */
export async function readCheckpoint(folder) {
  const path = join(folder, checkpointFile);
  if (existsSync(path) || !existsSync(join(folder, 'experiment.json'))) return readInput(path, 'checkpoint');
  const { openedFolder } = await loadModule('src/lab/exportedModel.ts');
  const opened = await openedFolder({
    weights: readInput(join(folder, 'model.safetensors'), 'model'),
    experiment: readInput(join(folder, 'experiment.json'), 'experiment').toString(),
    tokenizer: readInput(join(folder, 'tokenizer.json'), 'tokenizer').toString(),
    card: existsSync(join(folder, 'card.json')) ? readFileSync(join(folder, 'card.json'), 'utf8') : null,
  });
  if (!opened.ok) throw badInput(opened.message);
  return opened.checkpoint;
}
