/** What the page knows of a measurement, and how each event of the worker changes it. */
import type { ErrorReport } from '../domain/core/errors.ts';
import type { MachinePeaks } from '../domain/limits/roofline.ts';
import type { KernelReport } from '../protocol/kernels.ts';
import type { BackendStatus } from '../protocol/protocol.ts';
import { unitsOf, type AdapterDetails, type BenchBackend, type BenchEvent, type StepRow } from './contract.ts';
import type { Plan } from './plan.ts';

export interface Failure {
  /** Null: the backend as a whole. */
  readonly work: string | null;
  readonly error: ErrorReport;
}

export interface BackendResult {
  readonly backend: BenchBackend;
  readonly status: BackendStatus | null;
  readonly adapter: AdapterDetails | null;
  readonly peaks: MachinePeaks | null;
  readonly kernels: readonly KernelReport[];
  readonly rows: readonly StepRow[];
  readonly failures: readonly Failure[];
}

export interface Progress {
  readonly backend: BenchBackend;
  /** The work that is measured, `peaks`, or null while the engine starts. */
  readonly stage: string | null;
  /** Of all that is planned, from 0 to 1. */
  readonly share: number;
  readonly secondsLeft: number | null;
}

export interface BenchState {
  readonly phase: 'idle' | 'running' | 'done' | 'cancelled';
  /** Null before the first start. */
  readonly startedAt: number | null;
  readonly progress: Progress | null;
  readonly results: readonly BackendResult[];
}

export const initialState: BenchState = { phase: 'idle', startedAt: null, progress: null, results: [] };

const emptyResult = (backend: BenchBackend): BackendResult => ({
  backend,
  status: null,
  adapter: null,
  peaks: null,
  kernels: [],
  rows: [],
  failures: [],
});

function changed(result: BackendResult, event: BenchEvent): BackendResult {
  switch (event.kind) {
    case 'engine':
      return { ...result, status: event.status, adapter: event.adapter };
    case 'peaks':
      return { ...result, peaks: event.peaks };
    case 'row':
      return { ...result, rows: [...result.rows, event.row] };
    case 'failure':
      return { ...result, failures: [...result.failures, { work: event.work, error: event.error }] };
    case 'end':
      return { ...result, kernels: event.kernels };
    case 'progress':
      return result;
  }
}

/** @param done units of this backend */
function progressOf(
  { backends, works }: Plan,
  backend: BenchBackend,
  stage: string | null,
  done: number,
  seconds: number,
): Progress {
  const perBackend = unitsOf(works);
  const share = (backends.indexOf(backend) * perBackend + done) / (backends.length * perBackend);
  return { backend, stage, share, secondsLeft: share === 0 ? null : (seconds * (1 - share)) / share };
}

const secondsSince = (startedAt: number | null, now: number): number => (now - (startedAt ?? now)) / 1000;

export const begunBackend = (state: BenchState, plan: Plan, backend: BenchBackend, now: number): BenchState => ({
  ...state,
  progress: progressOf(plan, backend, null, 0, secondsSince(state.startedAt, now)),
  results: [...state.results, emptyResult(backend)],
});

export const withEvent = (
  state: BenchState,
  plan: Plan,
  backend: BenchBackend,
  event: BenchEvent,
  now: number,
): BenchState => ({
  ...state,
  progress:
    event.kind === 'progress'
      ? progressOf(plan, backend, event.stage, event.done, secondsSince(state.startedAt, now))
      : state.progress,
  results: state.results.map((result) => (result.backend === backend ? changed(result, event) : result)),
});
