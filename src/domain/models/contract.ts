/** An architecture: its tensors, its forward pass for training, and, apart from them, its incremental decoder for generation. */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { CacheBits } from './decoding/cache.ts';
import type { DecodingWeights } from './decoding/matrices.ts';
import type { DecodingOps } from './decoding/ops.ts';
import type { AttentionOptions, ModelOps } from './ops.ts';

export type Initializer =
  | { readonly kind: 'normal'; readonly std: number }
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'constant'; readonly value: number };

export interface TensorSpec {
  /** Name in the exported file: Hugging Face's or PyTorch's. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: Initializer;
  /** Takes weight decay. */
  readonly decay: boolean;
  /** An embedding or the output head: its rows or columns belong to tokens or positions, not to features. */
  readonly outer?: true;
  /** The exported matrix is the transpose of ours (PyTorch stores recurrent and linear weights as [out, in]). */
  readonly exportTransposed?: boolean;
}

export type Weights<T> = Readonly<Record<string, T>>;

export interface Batch<T> {
  /** [B·T] int32, batch-major. */
  readonly inputs: T;
  readonly size: number;
  readonly time: number;
  /** What tokens may look at; only what came before, unless given. */
  readonly mask?: AttentionOptions['mask'];
  /** [B·T], of texts that are classified: the share of each position in the state that the label is read from. */
  readonly pooling?: T;
}

/** Generates token by token, remembering what it has read (KV cache, hidden state). */
export interface Decoder {
  reset(): void;
  /** Reads one token and returns the logits [V] of the next; the array is reused by the next call. */
  step(token: number): Float32Array;
  /** Kept of the weights. */
  readonly weightBytes: number;
  /** Kept of what was read, once the context is full. */
  readonly cacheBytes: number;
}

export interface ModelDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /** Logits come of no matrix, so nothing can be read before it. */
  readonly headless?: true;
  /** Tensors of the output head that nothing else reads; none where it shares the table of the embedding. */
  headTensors?(settings: Settings<P>): readonly string[];
  /** D of the states that become logits; V where they are logits already. */
  headWidth(settings: Settings<P>, vocabulary: number): number;
  /** Every trainable tensor, in a fixed order. */
  tensors(settings: Settings<P>, vocabulary: number): readonly TensorSpec[];
  /** Its tokens look at each other by attention alone, under whatever mask is asked for. */
  readonly attends?: true;
  /** What an objective shows it: the share of a row whose tokens see all of each other, as a root mean square over batches. */
  readonly seesAhead?: number;
  /** Logits [M, V]. */
  forward<T>(ops: ModelOps<T>, weights: Weights<T>, batch: Batch<T>, settings: Settings<P>): T;
  /** Longest sequence that the model reads at once. */
  context(settings: Settings<P>): number;
  /**
   * Floating-point operations of one training step (forward and backward; a multiply-add counts two).
   * @param prefix first tokens of a row that see all of each other; 0 unless given
   */
  trainingFlops(settings: Settings<P>, vocabulary: number, size: number, time: number, prefix?: number): number;
  /** Bytes of activations kept for the backward pass of one step. */
  activationBytes(settings: Settings<P>, vocabulary: number, size: number, time: number): number;
  /** Bytes of the T×T attention weights that are kept too where attention is no fused kernel. */
  attentionMatrixBytes(settings: Settings<P>, size: number, time: number): number;
  /** `config.json` beside exported weights. */
  exportConfig(settings: Settings<P>, vocabulary: number): Readonly<Record<string, unknown>>;
}

/** How an architecture writes token by token: its `decoder.ts`, apart from the definition because the page never writes. */
export interface ModelDecoding<P extends ParamSpecs = ParamSpecs> {
  /** @param cacheBits of keys and values that are kept; recurrent models keep none */
  decoder(settings: Settings<P>, vocabulary: number, weights: DecodingWeights, cacheBits?: CacheBits): Decoder;
  /** Reads one token: logits [V] of the next. Missing where generation is left to the decoder. */
  decodingStep?<T>(ops: DecodingOps<T>, settings: Settings<P>): T;
  /** What it remembers is of one size: nothing is read again, however much it has read. */
  readonly endless?: true;
}

/** Number of trainable values. */
export function parameterCount(tensors: readonly TensorSpec[]): number {
  return tensors.reduce((sum, tensor) => sum + tensor.shape.reduce((product, n) => product * n, 1), 0);
}
