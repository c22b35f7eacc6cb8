/** The project's own TypeScript in Node, loaded by Vite: planning and catalogues need no browser. */
import { join } from 'node:path';
import { root } from '../lib/run.mjs';

/** @param {string} path from the project's root */
export async function loadModule(path) {
  const { runnerImport } = await import('vite');
  const options = { configFile: false, root, logLevel: 'error' };
  return (await runnerImport(join(root, path), options)).module;
}
