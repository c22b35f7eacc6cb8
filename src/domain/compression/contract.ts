/**
 * What compression works on: a weight matrix, what calibration data say about its inputs, and a pass, which turns one
 * into the other in pieces small enough that a worker can answer in between.
 */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import type { Encoding, EncodingHeader } from './encodings/contract.ts';

/** y = W x: a row makes an output, a column takes an input. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

export interface Matrix extends Shape {
  /** Row-major [rows, columns]. */
  readonly values: Float32Array;
}

/** Statistics of the inputs x of a matrix over calibration tokens; `calibration.ts` gathers them. */
export interface Calibration {
  readonly tokens: number;
  /** Mean of x xᵀ, [columns, columns], symmetric. */
  readonly gram: Float64Array;
  /** Mean of |x|, [columns]. */
  readonly meanAbs: Float32Array;
  /** Largest |x|, [columns]. */
  readonly peak: Float32Array;
}

/** Yields the share that is done, in 0 … 1, every few milliseconds; returns the result. Abandoning it cancels it. */
export type Pass<T> = Generator<number, T, undefined>;

/** All of a pass at once. */
export function finish<T>(pass: Pass<T>): T {
  for (;;) {
    const { done, value } = pass.next();
    if (done) return value;
  }
}

interface QuantizerBase<Id extends string, P extends ParamSpecs> extends Definition<Id, P> {
  /** What will be written for a matrix of this shape, so that its bytes are known before it is quantised. */
  plan(shape: Shape, settings: Settings<P>): EncodingHeader;
  /** Why a matrix of this shape cannot be written with these settings, where that is so. */
  checkShape?(shape: Shape, settings: Settings<P>): readonly Problem[];
}

export interface WeightQuantizer<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends QuantizerBase<
  Id,
  P
> {
  readonly needs: 'weights';
  /** Called through `quantizers/quantize.ts`, which checks the input first. Never changes it. */
  quantize(matrix: Matrix, settings: Settings<P>): Pass<Encoding>;
}

export interface CalibratedQuantizer<
  Id extends string = string,
  P extends ParamSpecs = ParamSpecs,
> extends QuantizerBase<Id, P> {
  readonly needs: 'calibration';
  /** As above. */
  quantize(matrix: Matrix, settings: Settings<P>, calibration: Calibration): Pass<Encoding>;
}

export type QuantizerDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> =
  | WeightQuantizer<Id, P>
  | CalibratedQuantizer<Id, P>;
