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

export interface TrainerDefinition<
  Id extends string = string,
  P extends TrainingParams = TrainingParams,
> extends Definition<Id, P> {
  /** Null where weights are computed with as they are. */
  levels(settings: Settings<P>): TrainedLevels | null;
}
