/** A pass that goes on training the model. What it asks of the engine is told here; how a step is made, the engine knows. */
import type { Definition } from '../../core/definition.ts';
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Matrix, QuantizerDefinition } from '../contract.ts';
import type { WeightGrid } from '../quantizers/fakeQuantize.ts';
import type { TrainingParams } from './params.ts';

/** How the matrices are written in the end, and computed with while they are trained. */
export interface TrainedLevels {
  readonly quantizer: QuantizerDefinition;
  readonly settings: Settings<ParamSpecs>;
  gridOf(matrix: Pick<Matrix, 'rows' | 'columns'>): WeightGrid;
}

/** Scores of a matrix [rows, columns], of which the smallest go. */
export interface ScoredMatrix extends Pick<Matrix, 'rows' | 'columns'> {
  readonly scores: Float32Array;
  /** 0 where a weight is gone for good; null where none is. */
  readonly stays: Uint8Array | null;
}

/** Which weights go while a pass trains. */
export interface Cutting {
  /** What scores are: sizes, and what is gone stays gone; or summed movement, which may bring a weight back. */
  readonly by: 'magnitude' | 'movement';
  /** The share that is gone from this step on; null where masks stay as they are. @param step counts from 0 */
  shareFrom(step: number): number | null;
  /** 1 where a weight stays. @throws TrimtabError `bad-config` where a pattern does not fit a matrix */
  masks(share: number, matrices: readonly ScoredMatrix[]): readonly Uint8Array[];
}

/** Rounds of a cut, a way back, and training. */
export interface Rewinding {
  readonly rounds: number;
  /** Part of the weights left that each round removes, from each matrix. */
  readonly share: number;
  /** Where weights start from in each round: where the run began, where another seed would have begun, or where they are. */
  readonly to: 'initial' | 'random' | 'current';
}

export interface TrainerDefinition<
  Id extends string = string,
  P extends TrainingParams = TrainingParams,
> extends Definition<Id, P> {
  /** Wherever weights were before, it trains for levels of its own. */
  readonly choosesLevels?: true;
  /** Null where weights are computed with as they are. */
  levels(settings: Settings<P>): TrainedLevels | null;
  /** Missing where the masks of earlier passes stay as they are. */
  cutting?(settings: Settings<P>): Cutting;
  /** Missing where there is one round that starts from the weights as they are. */
  rewinding?(settings: Settings<P>): Rewinding;
}
