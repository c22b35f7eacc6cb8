/**
 * Fills in the service worker's list of files to keep, with a version made from their contents. Fonts of other scripts,
 * the larger corpora and the optional poems are kept only once they were used.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workerPolicy } from '../lib/headers.mjs';

/** Files of public/ that the first visit needs; the others are kept when they are fetched. */
const firstNeeded = [/^corpora\/index\.json$/, /^corpora\/moby-dick\./, /^icon/, /^manifest\.webmanifest$/];
const neverKept = [/\.(ttf|woff)$/, /^lab\.html$/, /^sw\.js$/, /\.map$/, /^\.vite\//];

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
        const built = Object.values(bundle)
          .filter(({ fileName }) => !neverKept.some((pattern) => pattern.test(fileName)))
          .map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]);
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
