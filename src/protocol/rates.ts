/** The learning-rate range test: a copy of the run's model trains with a rising rate while the run waits. */
import type { RateRange } from '../domain/schedules/rateTest.ts';

export interface RatePoint {
  readonly rate: number;
  /** Of the batch that the step trains on, before its update. */
  readonly lossNats: number;
}

export interface RateTest {
  /** Updates that the model had had. */
  readonly step: number;
  /** By rising rate. Ends with the last finite loss. */
  readonly points: readonly RatePoint[];
  readonly end: 'complete' | 'diverged' | 'cancelled';
}

export interface RatesRequests {
  /** The run and its model stay as they are. Reports by `rates.point`. */
  'rates.test': [{ readonly runId: string; readonly range: RateRange }, RateTest];
  'rates.cancel': [null, null];
}

export interface RatesEvents {
  'rates.point': { readonly runId: string; readonly point: RatePoint; readonly done: number; readonly of: number };
}
