/**
 * Tang poems and Song lyrics, on demand. The package is 82 MB packed, so it is no dependency: it is installed into the
 * cache folder by npm, its integrity compared with the value below, and a small part of it extracted.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSimplification } from './chinese.mjs';
import { shuffled, splitByParts } from './text.mjs';

const name = 'chinese-poetry';
const version = '2.0.1';
const integrity = 'sha512-KtYARvV7CWNtax0na9+Jn6PlhGgSoid7PWyDzXI4KsCEm2odZcqEQyval5koaLygZnM/EQ3lfJ//25K8p3uHNg==';

const tangPoems = 15000;
const songLyrics = 8000;

export const poems = {
  file: 'tang-song-poems',
  packages: ['cedict'],
  fetched: { name, version },
  licence: 'poems',
  split: 'whole poems with different first lines, a tenth after a fixed shuffle',
  make(cache) {
    const folder = install(cache);
    const simplified = readSimplification();
    const simplify = (text) => Array.from(text, (character) => simplified.get(character) ?? character).join('');
    const seen = new Set();
    const read = (path, pattern, wanted, limit) =>
      shuffled(readJson(join(folder, 'dist', path), pattern))
        .map((poem) => ({ title: simplify(poem.rhythmic ?? poem.title), lines: poem.paragraphs.map(simplify) }))
        .filter(({ lines }) => wanted(lines) && !seen.has(lines[0]) && seen.add(lines[0]))
        .slice(0, limit)
        .map(({ title, lines }) => `${title}\n${lines.join('\n')}\n\n`);
    const tang = read('quantangshi', /^poet\.tang\.\d+\.json$/, isRegular, tangPoems);
    const song = read('songci', /^ci\.song\.\d+\.json$/, isClean, songLyrics);
    return splitByParts(shuffled([...tang, ...song]));
  },
};

/** Quatrains and eight-line poems, in lines of five or seven characters. */
const isRegular = (lines) =>
  (lines.length === 2 || lines.length === 4) &&
  (lines.every((line) => /^\p{Script=Han}{5}，\p{Script=Han}{5}。$/u.test(line)) ||
    lines.every((line) => /^\p{Script=Han}{7}，\p{Script=Han}{7}。$/u.test(line)));

/** No missing characters (□), notes or Latin letters. */
const isClean = (lines) => lines.length > 1 && lines.every((line) => /^[\p{Script=Han}，。、？！；：]+$/u.test(line));

function readJson(folder, pattern) {
  const files = readdirSync(folder)
    .filter((file) => pattern.test(file))
    .toSorted();
  return files.flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

function install(cache) {
  const folder = join(cache, name);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'node_modules', name, 'dist'))) {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: version } }));
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
    // npm is a batch file on Windows, which only a shell can run.
    execFileSync('npm', words, {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
  }
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  if (lock.packages[`node_modules/${name}`].integrity !== integrity) {
    throw new Error(`${name} ${version} is not the package that Trimtab expects; delete ${folder} and try again.`);
  }
  return join(folder, 'node_modules', name);
}
