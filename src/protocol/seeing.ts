/** What a person may look at in a model and its variants: matrices, the cost of clipping, errors by depth. */
import type { ClipCurve } from '../domain/compression/seeing/clipCurve.ts';
import type { GridChoice } from '../domain/compression/seeing/clipGrid.ts';
import type { Histogram } from '../domain/compression/seeing/histogram.ts';
import type { SamplingOptions } from './protocol.ts';

export interface MatrixFacts {
  readonly name: string;
  /** Outputs. */
  readonly rows: number;
  /** Inputs. */
  readonly columns: number;
}

export interface MatrixValues extends MatrixFacts {
  /** Updates that the model had had. */
  readonly step: number;
  /** Row-major [rows, columns]. */
  readonly values: Float32Array;
}

export interface ClipRequest {
  readonly runId: string;
  readonly name: string;
  /** What goes into the matrix is read from training text, one row per token. */
  readonly of: 'weights' | 'inputs';
  readonly choice: GridChoice;
  readonly granularity: 'tensor' | 'row' | 'group';
  /** Numbers of a row that share a scale, where the granularity is `group`. */
  readonly group: number;
  /** Of the group that is looked at; beyond the last, the last. */
  readonly index: number;
}

export interface ClipView extends ClipCurve {
  readonly step: number;
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
  readonly index: number;
  /** Of all numbers, and of the one group over the same bins. */
  readonly histogram: Histogram;
  readonly groupHistogram: Histogram;
}

export interface LayerError {
  readonly name: string;
  /** ‖Ŵx − Wx‖ / ‖Wx‖ with the inputs x of the original. */
  readonly own: number;
  /** ‖Ŵx̂ − Wx‖ / ‖Wx‖ with the inputs x̂ of the compressed model. */
  readonly accumulated: number;
}

export interface LayerErrors {
  readonly tokens: number;
  /** From the first matrix that is used to the last. */
  readonly layers: readonly LayerError[];
}

export interface SeeingRequests {
  /** The matrices that passes work on, in the order of the model. */
  'see.matrices': [{ readonly runId: string }, readonly MatrixFacts[]];
  /** Of the model as it stands, or of a variant. */
  'see.matrix': [{ readonly runId: string; readonly name: string; readonly variantId: number | null }, MatrixValues];
  /** Null where a later request took its place. */
  'see.clip': [ClipRequest, ClipView | null];
  /** Both models read the same tokens; null if it was cancelled. Reports by `see.progress`. */
  'see.layers': [{ readonly runId: string; readonly variantId: number }, LayerErrors | null];
  'see.cancel': [null, null];
  /**
   * As `generate.start`, by the model or its variant, while the other reads the same text; each `generate.token` says
   * how far apart they were about it. Stopped by `generate.stop`.
   */
  'compare.start': [
    {
      readonly runId: string;
      readonly variantId: number;
      readonly writer: 'original' | 'compressed';
      readonly generationId: number;
      readonly prompt: string;
      readonly options: SamplingOptions;
    },
    { readonly tokens: number; readonly unknown: number },
  ];
}

export interface SeeingEvents {
  'see.progress': { readonly runId: string; readonly share: number };
}
