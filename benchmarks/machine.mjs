/** What a measurement was taken on. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, totalmem } from 'node:os';
import { root } from '../scripts/lib/run.mjs';

export function describeMachine() {
  const processors = cpus();
  return {
    machine: {
      processor: processors[0]?.model.trim() ?? 'unknown',
      cores: processors.length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
      /** Above the number of cores, something else was running. */
      loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    },
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(),
  };
}

function commitOf() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
