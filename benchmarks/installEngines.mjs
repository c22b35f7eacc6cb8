/** The engines to compare with, and Dawn for Node: packages of their own, fetched when a work needs them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNpm } from '../scripts/lib/run.mjs';
import { PlainError, withProgress } from '../scripts/lib/terminal.mjs';

export const enginesFolder = join(root, 'benchmarks', 'engines');

const read = (...path) => JSON.parse(readFileSync(join(enginesFolder, ...path), 'utf8'));

/** @param {string} name @returns {string | undefined} */
export function installedVersion(name) {
  try {
    return read('node_modules', name, 'package.json').version;
  } catch {
    return undefined;
  }
}

export async function installEngines() {
  const wanted = Object.entries(read('package.json').dependencies);
  if (wanted.every(([name, version]) => installedVersion(name) === version)) return;
  await withProgress('Installing the engines to compare with', async () => {
    const { code, output } = await runNpm(
      ['install', '--prefix', enginesFolder, '--ignore-scripts', '--no-audit', '--no-fund'],
      { quiet: true },
    );
    if (code !== 0) throw new PlainError(`${output}\nThe engines could not be installed; the reason is above.`);
  });
}
