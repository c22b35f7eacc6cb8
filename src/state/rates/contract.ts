/** The learning-rate range test as a request whose answer the panel keeps itself. */
import type { RatePoint, RateTest } from '../../protocol/rates.ts';
import type { Answer } from '../seeing/contract.ts';

/** With the model of the current run, which waits meanwhile and stays as it is. None rejects. */
export interface RatesActions {
  /** @param tell each point as it comes, and the share that is done */
  test(tell: (point: RatePoint, share: number) => void): Promise<Answer<RateTest>>;
  /** What has been measured by then is the answer. */
  cancel(): Promise<void>;
}
