import { type ErrorReport, reportOf } from '../../../src/domain/core/errors.ts';

/** The report of what a function throws; fails if it throws nothing. */
export function reportOfThrown(run: () => unknown): ErrorReport {
  try {
    run();
  } catch (error) {
    return reportOf(error);
  }
  throw new Error('nothing was thrown');
}

/** The same for a promise. */
export async function reportOfRejection(promise: Promise<unknown>): Promise<ErrorReport> {
  return promise.then(() => {
    throw new Error('nothing was thrown');
  }, reportOf);
}
