/** What the page of the benchmark asks of its worker, and what it is told. All of it can be cloned. */
import type { ErrorReport } from '../domain/core/errors.ts';
import type { Bound, MachinePeaks } from '../domain/limits/roofline.ts';
import type { KernelReport } from '../protocol/kernels.ts';
import type { BackendStatus, KernelTime } from '../protocol/protocol.ts';
import type { Work } from './works.ts';

export const benchBackends = ['webgpu', 'wasm'] as const;
export type BenchBackend = (typeof benchBackends)[number];

/** One worker measures one backend, so that nothing of another takes part in it. */
export interface BenchRequest {
  readonly backend: BenchBackend;
  readonly works: readonly Work[];
}

/** The adapter as WebGPU tells of it, beyond what the engine uses. */
export interface AdapterDetails {
  readonly info: Readonly<Record<string, string | number>>;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

/** In the shape of the rows of `npm run bench`; what a backend does not have is left out. */
export interface StepRow {
  readonly work: string;
  readonly engine: 'trimtab';
  readonly backend: BenchBackend;
  readonly adapter: string;
  /** Of the medians of the rounds, each step awaited before the next. */
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  /** Rounds. */
  readonly runs: number;
  /** As in a run, where the next step is begun before the loss of the one before is there. */
  readonly inRunMs?: number;
  readonly hostMs: number;
  readonly dispatches?: number;
  readonly submits?: number;
  readonly kernels?: readonly KernelTime[];
  readonly memoryBytes: number;
  readonly lossBefore: number;
  readonly lossAfter: number;
  readonly limitMs?: number;
  readonly bound?: Bound;
  /** A step takes so long that a single one was timed. */
  readonly cutShort: boolean;
  readonly note: string;
}

export type BenchEvent =
  | { readonly kind: 'engine'; readonly status: BackendStatus; readonly adapter: AdapterDetails | null }
  | { readonly kind: 'peaks'; readonly peaks: MachinePeaks }
  /** What is measured from now on, after so many of the backend's units (`unitsOf`). */
  | { readonly kind: 'progress'; readonly stage: string; readonly done: number }
  | { readonly kind: 'row'; readonly row: StepRow }
  /** Without a work the whole backend cannot be measured. */
  | { readonly kind: 'failure'; readonly work: string | null; readonly error: ErrorReport }
  | { readonly kind: 'end'; readonly kernels: readonly KernelReport[] };

export const peaksStage = 'peaks';
/** Rounds of a work, with its first steps. */
export const unitsOfWork = 6;
/** The engine's start and its peaks, then the works. */
export const unitsOf = (works: readonly Work[]): number => 2 + unitsOfWork * works.length;
