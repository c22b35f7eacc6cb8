/** Small tools that every corpus needs: reading packages, a fixed shuffle, cutting off the last tenth. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

export const validationShare = 0.1;

/** Folder of an installed package. */
export const packageFolder = (name) => dirname(require.resolve(`${name}/package.json`));

export const readPackage = (name, ...path) => readFileSync(join(packageFolder(name), ...path), 'utf8');

export const packageVersion = (name) => JSON.parse(readPackage(name, 'package.json')).version;

/** Fisher–Yates with a fixed seed (Mulberry32), so that every build makes the same files. */
export function shuffled(items, seed = 1) {
  const out = [...items];
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

/** Index of the first validation part: the boundary between parts that lies nearest to nine tenths of the text. */
export function boundary(parts) {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  let best = parts.length - 1;
  let bestDistance = Infinity;
  let before = 0;
  for (const [index, part] of parts.entries()) {
    const distance = Math.abs(before - (1 - validationShare) * total);
    if (index > 0 && distance < bestDistance) [best, bestDistance] = [index, distance];
    before += part.length;
  }
  return best;
}

/** Parts in order; the last tenth, in whole parts, is validation. */
export function splitByParts(parts) {
  const cut = boundary(parts);
  return { train: parts.slice(0, cut).join(''), validation: parts.slice(cut).join('') };
}

/** Different lines in a fixed random order; a tenth of them is validation. */
export function splitByLines(lines) {
  return splitByParts(shuffled(lines).map((line) => `${line}\n`));
}
