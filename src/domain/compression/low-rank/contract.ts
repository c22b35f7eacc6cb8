/**
 * A low-rank method replaces a matrix by two thin ones. All of them are one truncated singular value decomposition; they
 * differ in how they weigh the inputs before it, and undo the weighting after.
 */
import type { Definition } from '../../core/definition.ts';
import type { Settings } from '../../core/params.ts';
import type { Calibration, Matrix } from '../contract.ts';
import type { RankParams } from './rankParams.ts';

export interface LowRankLayer {
  readonly matrix: Matrix;
  readonly calibration?: Calibration;
}

/** W ≈ left · right. */
export interface LowRank {
  readonly rank: number;
  /** [rows, rank] */
  readonly left: Matrix;
  /** [rank, columns] */
  readonly right: Matrix;
}

/** W = left · diag(singularValues) · right, in full and in double precision; k = min(rows, columns). */
export interface Decomposition {
  readonly rows: number;
  readonly columns: number;
  /** [k], of the weighted matrix, descending. */
  readonly singularValues: Float64Array;
  /** [rows, k], orthonormal columns. */
  readonly left: Float64Array;
  /** [k, columns], with the weighting undone. */
  readonly right: Float64Array;
}

export interface LowRankDefinition<Id extends string = string, P extends RankParams = RankParams> extends Definition<
  Id,
  P
> {
  readonly needs: 'weights' | 'calibration';
  /**
   * Lower-triangular S, [columns, columns]: W S is decomposed, and S⁻¹ goes into the right factor; null for S = I.
   * Throws `bad-config` if the settings leave S singular.
   */
  weighting(settings: Settings<P>, layer: LowRankLayer): Float64Array | null;
}
