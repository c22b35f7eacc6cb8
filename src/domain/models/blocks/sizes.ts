/** What the forward pass and the decoder of stacked blocks have to agree on. */

export const normEpsilon = 1e-5;

/** F, between the two products of the feed-forward part. */
export const innerWidth = (width: number): number => 4 * width;

/** What a block looks back with. */
export type Mixer = 'min-gru' | 'attention';

export interface BlockSettings {
  readonly layers: number;
  readonly width: number;
  readonly context: number;
  readonly dropout: number;
  readonly embeddingDropoutForm: 'shared' | 'own';
  readonly embeddingDropout: number;
  readonly depthDrop: number;
}

/** An architecture as what its blocks look back with. */
export interface BlockKind<S extends BlockSettings> {
  readonly mixerAt: (settings: S, layer: number) => Mixer;
  /** Of its blocks of attention; 1 where there are none. */
  readonly heads: (settings: S) => number;
  /** Tokens that its attention sees; 0 for all. */
  readonly window: (settings: S) => number;
  /** Of its attention weights. */
  readonly attentionDropout: (settings: S) => number;
}
