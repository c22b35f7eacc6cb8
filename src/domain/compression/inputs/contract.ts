/** A method about what goes into matrices: it rounds it while the model runs, or takes a factor from it into the weights. */
import type { Definition } from '../../core/definition.ts';
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Calibration, Matrix } from '../contract.ts';
import type { InputLevels } from './levels.ts';

interface InputBase<Id extends string, P extends ParamSpecs> extends Definition<Id, P> {
  readonly needs?: 'calibration';
}

export interface RoundingDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends InputBase<
  Id,
  P
> {
  readonly does: 'round';
  /** @param calibration of what goes into the matrix; asked for where it is needed, and throws where it is missing. */
  levels(settings: Settings<P>, calibration: () => Calibration): InputLevels;
}

/** All matrices that read the output of one norm. */
export interface NormReaders {
  /** [rows, columns], of as many columns as the norm has channels; at least one. */
  readonly matrices: readonly [Matrix, ...Matrix[]];
  /** Of what goes into them; as above. */
  readonly calibration: () => Calibration;
}

/** A fold moves factors between a norm and the matrices that read it; what the model computes stays. */
export interface FoldingDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends InputBase<
  Id,
  P
> {
  readonly does: 'fold';
  /** s: what the columns are multiplied by, and the norm is divided by. [columns] */
  factors(settings: Settings<P>, readers: NormReaders): Float32Array;
}

export type InputDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> =
  | RoundingDefinition<Id, P>
  | FoldingDefinition<Id, P>;
