/**
 * A pruner decides which weights of a model's matrices go. It sees plain arrays: what the weights are, what the inputs
 * of a layer look like on calibration text, and how fine-tuning moved the weights. The result is a mask beside the
 * weights, because some methods repair the weights that stay.
 */
import type { Definition } from '../../core/definition.ts';
import type { Settings } from '../../core/params.ts';
import type { Calibration, Matrix } from '../contract.ts';
import type { SparsityParams } from './pattern.ts';

export interface PrunedLayer {
  readonly matrix: Matrix;
  /** Position among the pruned matrices of the model, so that random masks differ from matrix to matrix. */
  readonly index: number;
  readonly calibration?: Calibration;
  /** [rows, columns], scores that `accumulateMovement` summed while fine-tuning. */
  readonly movement?: Float32Array;
}

export interface Pruned {
  /** [rows, columns], 1 where the weight stays. */
  readonly mask: Uint8Array;
  /** [rows, columns], 0 where the mask is 0. */
  readonly values: Float32Array;
}

export interface PrunerDefinition<
  Id extends string = string,
  P extends SparsityParams = SparsityParams,
> extends Definition<Id, P> {
  /** What has to be measured first. */
  readonly needs: 'weights' | 'calibration' | 'movement';
  /** True where the matrices compete with each other and have to be handed over in one call. */
  together?(settings: Settings<P>): boolean;
  /** Called through `prune`, which checks the layers first. Never changes its input. */
  prune(settings: Settings<P>, layers: readonly PrunedLayer[]): readonly Pruned[];
}
