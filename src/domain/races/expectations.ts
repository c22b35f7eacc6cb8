/** Whether a race went as it was expected to. */
import type { Expectation } from './contract.ts';

export interface LaneResult {
  readonly id: string;
  /** On held-out data at the end; NaN for one that dropped out. */
  readonly valLossNats: number;
}

export interface CheckedExpectation extends Expectation {
  /** Loss of the worse minus loss of the better. */
  readonly measuredNats: number;
  readonly held: boolean;
}

/** One that dropped out has lost against everybody who has not. */
export function checkExpectations(
  expected: readonly Expectation[],
  results: readonly LaneResult[],
): readonly CheckedExpectation[] {
  const lossOf = (id: string): number => results.find((result) => result.id === id)?.valLossNats ?? Number.NaN;
  return expected.map((expectation) => {
    const [better, worse] = [lossOf(expectation.better), lossOf(expectation.worse)];
    const measuredNats = Number.isFinite(better) && !Number.isFinite(worse) ? Infinity : worse - better;
    return { ...expectation, measuredNats, held: measuredNats > 0 && measuredNats >= expectation.byNats };
  });
}
