/**
 * The folder of a run: metrics.jsonl (a line per logged step), samples.txt, experiment.json, summary.json and the
 * model's files. Metrics and samples are written as they come, so that an interrupted run leaves what it has.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { badInput } from './arguments.mjs';

export const checkpointFile = 'checkpoint.safetensors';
export const compressedFile = 'model.trimtab.safetensors';

/** Of a recipe among many. @param {number} index */
export const folderOf = (index) => String(index + 1).padStart(3, '0');

/** @param {string} path @param {string} what for the message */
export function readInput(path, what) {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason =
      error.code === 'ENOENT' ? 'it does not exist' : error.code === 'EISDIR' ? 'it is a folder' : error.message;
    throw badInput(`The ${what} ${path} cannot be read: ${reason}.`);
  }
}

/** Creates the folder. @param {string} out */
export function makeFolder(out) {
  attempt(out, () => mkdirSync(out, { recursive: true }));
  return {
    /** @param {string} name @param {string | Uint8Array} content */
    write: (name, content) => writeFileSync(join(out, name), content),
    writeJson: (name, value) => writeFileSync(join(out, name), `${JSON.stringify(finite(value), null, 2)}\n`),
    /** A line for each. @param {string} name @param {readonly object[]} rows */
    addLines: (name, rows) => appendFileSync(join(out, name), rows.map(jsonLine).join('')),
  };
}

/** The folder of a run, with its logs. Going on from a checkpoint keeps what was logged up to its step. */
export function openFolder(out, { resume, step }) {
  const earlier = resume === undefined ? { metrics: [], samples: [] } : readEarlier(resume, step);
  const folder = makeFolder(out);
  attempt(out, () => {
    folder.write('metrics.jsonl', earlier.metrics.join(''));
    folder.write('samples.txt', earlier.samples.join(''));
  });
  return {
    ...folder,
    /** @param {readonly object[]} rows */
    addMetrics: (rows) => folder.addLines('metrics.jsonl', rows),
    /** @param {number} step @param {string} text */
    addSample: (at, text) => appendFileSync(join(out, 'samples.txt'), sampleBlock(at, text)),
  };
}

function attempt(out, work) {
  try {
    work();
  } catch (error) {
    throw badInput(`Nothing can be written to ${out}: ${error.message}.`);
  }
}

const heading = /^=== step (\d+) ===$/m;
const sampleBlock = (step, text) => `=== step ${step} ===\n${text}\n\n`;
const jsonLine = (row) => `${JSON.stringify(finite(row))}\n`;

function readEarlier(folder, step) {
  const read = (name) => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      return '';
    }
  };
  const metrics = read('metrics.jsonl')
    .split('\n')
    .filter((line) => line !== '' && JSON.parse(line).step <= step)
    .map((line) => `${line}\n`);
  const samples = read('samples.txt')
    .split(/(?=^=== step \d+ ===$)/m)
    .filter((block) => Number(heading.exec(block)?.[1] ?? Infinity) <= step);
  return { metrics, samples };
}

/** JSON has no NaN: what was not measured is null. */
function finite(value) {
  return JSON.parse(
    JSON.stringify(value, (_key, item) => (typeof item === 'number' && !Number.isFinite(item) ? null : item)),
  );
}
