/** Errors and notices on screen. Of a notice that repeats itself (storage stays full), only the last is shown. */
import { type ErrorCode, type ErrorReport, reportOf } from '../domain/core/errors.ts';
import type { Context } from './context.ts';
import type { ShownError } from './contract.ts';
import { isCrash } from './engine.ts';

export type ShowError = (report: ErrorReport, about?: Partial<Pick<ShownError, 'runId' | 'step' | 'kind'>>) => void;

export interface Errors {
  readonly show: ShowError;
  /** Shows what a promise was rejected with, unless it went down with its worker, of which the crash itself tells. */
  readonly caught: (thrown: unknown, about?: Parameters<ShowError>[1]) => void;
  readonly dismiss: (id: number) => void;
  /** What is said about a run is over once the run goes on. */
  readonly dismissRun: (runId: string) => void;
  /** Notices of this kind about no run are over: what they miss is there. */
  readonly settle: (code: ErrorCode) => void;
}

export function createErrors({ store }: Context): Errors {
  let lastId = 0;
  const keep = (wanted: (error: ShownError) => boolean): void =>
    store.setState((state) => ({ errors: state.errors.filter(wanted) }));

  const show: ShowError = (report, { runId = null, step = null, kind = 'error' } = {}) => {
    const shown: ShownError = { id: ++lastId, report, runId, step, kind };
    store.setState((state) => ({
      errors: [...state.errors.filter((other) => other.report.code !== report.code || other.runId !== runId), shown],
    }));
  };
  return {
    show,
    caught: (thrown, about) => {
      if (!isCrash(thrown)) show(reportOf(thrown), about);
    },
    dismiss: (id) => keep((error) => error.id !== id),
    dismissRun: (runId) => keep((error) => error.runId !== runId),
    settle: (code) => keep(({ kind, runId, report }) => kind !== 'notice' || runId !== null || report.code !== code),
  };
}
