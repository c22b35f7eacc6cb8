/** The measurement as a file, in the shape of `npm run bench`'s, with what only a browser can tell. */
import type { BenchState } from './state.ts';

/** Filled in by vite.config.ts. */
declare const TRIMTAB_COMMIT: string;

/** What the page can find out about the machine. */
export interface Machine {
  readonly userAgent: string;
  readonly cores: number;
  /** Cross-origin isolated: WASM may use more than one thread. */
  readonly isolated: boolean;
}

export function reportOf({ phase, startedAt, results }: BenchState, machine: Machine) {
  return {
    machine,
    adapter: results.map(({ adapter }) => adapter).find((adapter) => adapter !== null) ?? null,
    date: new Date(startedAt ?? 0).toISOString().slice(0, 10),
    commit: TRIMTAB_COMMIT,
    note: `Taken with bench.html in a browser${phase === 'done' ? '' : ', stopped before its end'}.`,
    backends: results.map(({ backend, status, peaks, kernels, failures }) => ({
      backend,
      status,
      peaks,
      kernels,
      failures,
    })),
    rows: results.flatMap(({ rows }) => rows),
  };
}

/** 2026-03-09-08-05: files of one day do not replace each other. */
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace(/\D/g, '-');

export const fileName = ({ startedAt }: BenchState): string => `trimtab-bench-${stamp(startedAt ?? 0)}.json`;
