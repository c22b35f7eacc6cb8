/** What a measurement was taken on. */
import { cpus, loadavg, totalmem } from 'node:os';

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
  };
}
