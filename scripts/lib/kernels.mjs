/**
 * The WASM kernels, compiled from AssemblyScript when their sources have changed: with relaxed SIMD and without, for memory
 * that threads share and for memory that they do not. The engine loads the one that fits the browser. The sources end in
 * `.as`, because to TypeScript's own tools their number types mean nothing.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './run.mjs';
import { PlainError, withProgress } from './terminal.mjs';

const sourceFolder = join(root, 'shaders', 'wasm');
const builtFolder = join(root, 'src', 'engine', 'wasm', 'built');
const stampFile = join(builtFolder, 'sources.txt');
/** Where memory ends that threads share, in pages of 64 KiB: its end must be part of the module. */
const mostPages = 32_768;

// Warning 112: vectors cross only between our own functions, not between the module and JavaScript.
const common =
  '--optimizeLevel 3 --noAssert --runtime stub --importMemory --initialMemory 1 --enable simd --disableWarning 112'.split(
    ' ',
  );
const relaxed = ['--enable', 'relaxed-simd'];
const shared = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', String(mostPages)];

const variants = {
  simd: [],
  'simd-threads': shared,
  relaxed,
  'relaxed-threads': [...relaxed, ...shared],
};

export async function makeKernels() {
  if (isCurrent()) return;
  await withLock('kernels', async () => {
    if (isCurrent()) return;
    mkdirSync(builtFolder, { recursive: true });
    // What is half made must not be taken for what was there before.
    rmSync(stampFile, { force: true });
    await withProgress('Compiling the WASM kernels', async () => {
      for (const [name, flags] of Object.entries(variants)) await compile(name, flags);
    });
    writeFileSync(stampFile, hashSources());
  });
}

async function compile(name, flags) {
  const { default: asc } = await import('assemblyscript/asc');
  let words = '';
  const stderr = { write: (text) => (words += text) };
  const { error } = await asc.main(['index.ts', '--outFile', `${name}.wasm`, ...common, ...flags], {
    readFile(file) {
      const path = join(sourceFolder, file.replace(/\.ts$/, '.as'));
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (file, content) => writeFileSync(join(builtFolder, file), content),
    listFiles: () => [],
    stderr,
  });
  if (error) throw new PlainError(`${words.trim()}\n\nThe WASM kernels could not be compiled; see above.`);
}

function isCurrent() {
  const complete = Object.keys(variants).every((name) => existsSync(join(builtFolder, `${name}.wasm`)));
  return complete && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hashSources();
}

function hashSources() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'assemblyscript', 'package.json'), 'utf8'));
  const hash = createHash('sha256').update(JSON.stringify([version, common, variants]));
  for (const name of readdirSync(sourceFolder).toSorted()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(sourceFolder, name)))
      .update('\0');
  }
  return hash.digest('hex');
}
