/** Writes everything that a measurement on Dawn needs into one folder, which can be copied to where there is only `node`. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeKernels } from '../../scripts/lib/kernels.mjs';
import { root, runNode } from '../../scripts/lib/run.mjs';
import { PlainError } from '../../scripts/lib/terminal.mjs';
import { commitOf } from '../commit.mjs';
import { enginesFolder, installedVersion, installEngines } from '../installEngines.mjs';

/** @param {string} folder emptied before */
export async function makePack(folder) {
  const library = join('dist', `${process.platform}-${process.platform === 'darwin' ? 'universal' : process.arch}`);
  await makeKernels();
  await installEngines();
  const config = join(root, 'benchmarks', 'native', 'vite.config.mjs');
  const args = ['build', '--config', config, '--outDir', resolve(folder)];
  const { code, output } = await runNode('node_modules/vite/bin/vite.js', args, { quiet: true });
  if (code !== 0) throw new PlainError(`${output}\nThe engines could not be bundled; the reason is above.`);
  mkdirSync(join(folder, library), { recursive: true });
  const from = join(enginesFolder, 'node_modules', 'webgpu', library, 'dawn.node');
  copyFileSync(from, join(folder, library, 'dawn.node'));
  const facts = { commit: commitOf(), dawn: `webgpu ${installedVersion('webgpu')}` };
  writeFileSync(join(folder, 'pack.json'), `${JSON.stringify(facts, null, 2)}\n`);
}
