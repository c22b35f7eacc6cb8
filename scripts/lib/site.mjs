/**
 * The built site: extracts the training texts, builds when the sources differ from those of the last build (by content,
 * so a git checkout does not count as a change), and says where it lies.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { makeKernels } from './kernels.mjs';
import { withLock } from './lock.mjs';
import { root, runNode } from './run.mjs';
import { PlainError, withProgress } from './terminal.mjs';

export const siteFolder = join(root, 'dist');
const stampFile = join(siteFolder, 'build.json');
const sources = [
  'src',
  'shaders',
  'public',
  'scripts/corpora',
  'scripts/vite',
  'index.html',
  'lab.html',
  'bench.html',
  'vite.config.ts',
  'package-lock.json',
];

/** What the sources do not contain and everything needs: training texts and compiled kernels, each only when stale. */
export async function makeParts() {
  await makeCorpora();
  await makeKernels();
}

async function makeCorpora() {
  const { code } = await runNode('scripts/corpora.mjs', []);
  if (code !== 0) throw new PlainError('The training texts could not be prepared; the reason is above.', code);
}

/** Parts and build, each only when stale. `force` builds in any case. */
export async function makeSite({ force = false } = {}) {
  // Nothing to do must also work in a folder that cannot be written to, so this comes before the lock.
  if (!force && builtHash() === hashSources()) return;
  await withLock('build', async () => {
    await makeParts();
    const hash = hashSources();
    if (!force && builtHash() === hash) return;
    await withProgress('Building the page', async () => {
      // Inherited from a test runner, NODE_ENV would put React's development build into the site.
      const options = { quiet: true, environment: { NODE_ENV: 'production' } };
      const { code, output } = await runNode('node_modules/vite/bin/vite.js', ['build'], options);
      if (code !== 0) throw new PlainError(`${output.trim()}\n\nThe page could not be built; the reason is above.`);
    });
    writeFileSync(stampFile, JSON.stringify({ sources: hash }));
  });
}

export function siteExists() {
  return existsSync(join(siteFolder, 'index.html'));
}

function builtHash() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8')).sources;
  } catch {
    return undefined;
  }
}

function hashSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesUnder(join(root, source)))) {
    hash
      .update(`${relative(root, path).split(sep).join('/')}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesUnder(join(path, name)));
}
