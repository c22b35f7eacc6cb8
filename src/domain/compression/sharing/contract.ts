/**
 * Sharing stores a value once that stands in many places: the weights of a tensor take a few values (a codebook), or
 * layers have their weights in common.
 */
import type { Definition } from '../../core/definition.ts';
import type { ParamSpecs, Settings } from '../../core/params.ts';

/** w[i] = centroids[indices[i]]. */
export interface Codebook {
  /** Ascending when they are found; fine-tuning may move them past each other. */
  readonly centroids: Float32Array;
  /** One per weight. */
  readonly indices: Uint8Array;
}

export interface CodebookDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  readonly kind: 'codebook';
  /** Throws `non-finite` for weights that are not numbers. */
  share(settings: Settings<P>, values: Float32Array): Codebook;
}

export interface SharedLayers {
  /** All names of the model; those that share hold the same array. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
  /** Of each tensor that shares its values, the name under which they are stored; its own for the one that is. */
  readonly owners: Readonly<Record<string, string>>;
}

export interface LayerSharingDefinition<
  Id extends string = string,
  P extends ParamSpecs = ParamSpecs,
> extends Definition<Id, P> {
  readonly kind: 'layers';
  /**
   * @param pattern of the names of tensors that there are in every layer, as `layeredName` wants it.
   * Throws `bad-config` where layers cannot share or the settings name a layer that there is not.
   */
  share(settings: Settings<P>, tensors: Readonly<Record<string, Float32Array>>, pattern: RegExp): SharedLayers;
}
