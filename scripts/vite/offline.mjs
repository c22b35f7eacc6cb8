/**
 * Fills in the service worker's list of files to keep, with a version made from their contents. Fonts of other scripts,
 * the larger corpora, the optional poems, the models that ship and the pages beside the main one are kept only once they
 * were used. The list of models, with the hashes of their files, is among the first, so that new ones make a new version.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { workerPolicy } from '../lib/headers.mjs';

/** Files of public/ that the first visit needs; the others are kept when they are fetched. */
const firstNeeded = [
  /^corpora\/index\.json$/,
  /^corpora\/moby-dick\./,
  /^checkpoints\/index\.json$/,
  /^icon/,
  /^manifest\.webmanifest$/,
];
const neverKept = [/\.(ttf|woff)$/, /^sw\.js$/, /\.map$/, /^\.vite\//];

/** @returns {import('vite').Plugin} */
export function offline() {
  let publicFolder = '';
  return {
    name: 'trimtab:offline',
    apply: 'build',
    configResolved: (config) => {
      publicFolder = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') throw new Error('The service worker is missing from the build.');
        const built = leadingFrom('index.html', bundle)
          .filter(({ fileName }) => !neverKept.some((pattern) => pattern.test(fileName)))
          .map((file) => [file.fileName, contentOf(file)]);
        const shipped = publicFiles(publicFolder)
          .filter((path) => firstNeeded.some((pattern) => pattern.test(path)))
          .map((path) => [path, readFileSync(join(publicFolder, path))]);
        const files = [...built, ...shipped];
        const version = createHash('sha256');
        for (const [path, content] of files) version.update(path).update(content);
        const precache = { version: version.digest('hex').slice(0, 16), files: files.map(([path]) => path) };
        worker.code = worker.code
          .replaceAll('TRIMTAB_PRECACHE', JSON.stringify(precache))
          .replaceAll('TRIMTAB_WORKER_POLICY', JSON.stringify(workerPolicy));
      },
    },
  };
}

/** @param {import('rolldown').OutputAsset | import('rolldown').OutputChunk} file */
const contentOf = (file) => (file.type === 'chunk' ? file.code : file.source);

/**
 * The files that a page leads to, itself included: each names the next. Other pages have a worker of their own, which
 * brings the engine a second time.
 *
 * @param {string} page @param {import('rolldown').OutputBundle} bundle
 */
function leadingFrom(page, bundle) {
  const found = new Set([page]);
  for (const name of found) {
    const text = bundle[name] ? String(contentOf(bundle[name])) : '';
    for (const other of Object.keys(bundle)) if (text.includes(basename(other))) found.add(other);
  }
  return Object.values(bundle).filter(({ fileName }) => found.has(fileName));
}

/** @param {string} folder @returns {string[]} */
function publicFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}
