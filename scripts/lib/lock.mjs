/**
 * One process at a time: `npm start` typed in two windows must not install or build over itself. The lock is a file
 * that names its holder; a holder that is no longer alive has lost it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from './run.mjs';
import { PlainError } from './terminal.mjs';

/** @template T @param {string} name @param {() => Promise<T>} work @returns {Promise<T>} */
export async function withLock(name, work) {
  const path = join(root, '.cache', `${name}.lock`);
  for (let told = false; !take(path);) {
    if (!told) console.log(`Another Trimtab command is busy with "${name}"; waiting for it.`);
    told = true;
    await wait(300);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @param {string} path */
function take(path) {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw notWritable(error);
  }
  if (!holderLives(path)) rmSync(path, { force: true });
  return false;
}

function holderLives(path) {
  try {
    const holder = Number(readFileSync(path, 'utf8'));
    // An empty file was created this instant and gets its number next.
    if (holder > 0) process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function notWritable(error) {
  const refused = ['EACCES', 'EROFS', 'EPERM', 'ENOSPC'].includes(error.code);
  if (!refused) return error;
  const cause = error.code === 'ENOSPC' ? 'the disk is full' : 'this folder cannot be written to';
  return new PlainError(`Trimtab cannot be set up in ${root}: ${cause}. Copy the project to a folder of your own.`);
}
