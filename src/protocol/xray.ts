/** What the x-ray looks at in a run between two steps: values, attention, losses of tokens, noise, the loss around the model. */
import type { SampledToken } from './protocol.ts';
import type { Spread } from '../domain/xray/spread.ts';
import type { NoiseScale } from '../domain/xray/noiseScale.ts';

/** What is spread: weights, their gradient, or a state of the optimizer by its name. */
export interface SpreadKind {
  readonly name: string;
  /** Its square root is shown: it is a mean or a sum of squares. */
  readonly root: boolean;
}

export interface SpreadGroup {
  /** Counting from 0; null beside the layers. */
  readonly layer: number | null;
  /** Of its first tensor. */
  readonly name: string;
  /** In the order of the kinds; null where the optimizer keeps no such state for these tensors. */
  readonly spreads: readonly (Spread | null)[];
}

export interface Spreads {
  /** Updates that the model had had. */
  readonly step: number;
  readonly kinds: readonly SpreadKind[];
  readonly groups: readonly SpreadGroup[];
}

/** A text to read: a window of held-out text (or a held-out example) by its number, or any. */
export type TextChoice =
  | { readonly kind: 'held-out'; readonly index: number }
  | { readonly kind: 'text'; readonly text: string };

export interface ReadToken extends SampledToken {
  /** Null for the first token, and where the loss does not count. */
  readonly lossNats: number | null;
  /** 1: the model thought it the most probable. */
  readonly rank: number | null;
}

export interface ReadText {
  readonly step: number;
  readonly tokens: readonly ReadToken[];
  /** Mean over the tokens that count; NaN where there is none. */
  readonly meanNats: number;
  /** Characters that the vocabulary does not have. */
  readonly unknown: number;
  /** Tokens that did not fit into the context. */
  readonly cut: number;
}

/** What mixes information between positions, layer by layer. */
export type Mixer = 'attention' | 'recurrent';

export interface MixingRequest {
  readonly runId: string;
  readonly text: TextChoice;
  /** Counting from 0; beyond the last, the last. */
  readonly layer: number;
}

export interface Mixing {
  readonly step: number;
  /** In the order of their use; empty where the model looks at fixed places only. */
  readonly mixers: readonly Mixer[];
  readonly layer: number;
  /** As a person sees them. */
  readonly labels: readonly string[];
  /** Attention: [H, T, T], a row for a query, which sums to 1. Recurrent: hidden states [units, T]. Empty where there is neither. */
  readonly values: Float32Array;
  /** Heads, or 1. */
  readonly heads: number;
  readonly cut: number;
}

export interface NoiseResult extends NoiseScale {
  readonly step: number;
  /** Sequences in a small batch and in a large one, tokens in a sequence. */
  readonly small: number;
  readonly large: number;
  readonly time: number;
  readonly repeats: number;
  /** Sequences in a batch of the run. */
  readonly batchSize: number;
}

/** How a term's gradient lies to that of the loss, over some tensors of the model; one that a term does not reach has no gradient of it. */
export interface Agreement {
  /** Of the angle between them: 1 pulls the same way, −1 straight against; NaN where one of them is nothing. */
  readonly cosine: number;
  readonly lossNorm: number;
  readonly termNorm: number;
}

export interface TermConflict {
  /** Of the term. */
  readonly id: string;
  /** At this step. */
  readonly weight: number;
  readonly whole: Agreement;
  readonly groups: readonly (Agreement & {
    /** Counting from 0; null beside the layers. */
    readonly layer: number | null;
    /** Of its first tensor. */
    readonly name: string;
  })[];
}

export interface Conflicts {
  readonly step: number;
  readonly terms: readonly TermConflict[];
}

export interface LandscapeRequest {
  readonly runId: string;
  readonly directions: 'random' | 'path';
  /** Points on a side, an odd number. */
  readonly points: number;
  /** How far it reaches from the model, in norms of the filters; random directions only. */
  readonly reach: number;
}

export interface PathPoint {
  readonly step: number;
  readonly x: number;
  readonly y: number;
}

export interface Landscape {
  readonly directions: LandscapeRequest['directions'];
  readonly step: number;
  /** Of the model itself, which lies at 0, 0. */
  readonly lossNats: number;
  readonly tokens: number;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** [ys, xs], row-major; NaN where it was cancelled, Infinity where the loss is none. */
  readonly losses: Float64Array;
  /** The model as it was at earlier steps, projected. */
  readonly path: readonly PathPoint[];
  /** Share of the path's variance that lies in the plane; null for fewer than two earlier models. */
  readonly explained: number | null;
}

export interface XrayRequests {
  /** Reads weights, gradients of the next batch and the optimizer's state once. */
  'xray.spreads': [{ readonly runId: string }, Spreads];
  'xray.read': [{ readonly runId: string; readonly text: TextChoice }, ReadText];
  'xray.mixing': [MixingRequest, Mixing];
  /** Null if it was cancelled. Reports by `xray.progress`. */
  'xray.noise': [{ readonly runId: string; readonly repeats: number }, NoiseResult | null];
  /** Remembers the weights for the path; answers with the steps that are remembered. */
  'xray.remember': [{ readonly runId: string }, readonly number[]];
  /** Null if it was cancelled. Reports by `xray.progress`. */
  'xray.landscape': [LandscapeRequest, Landscape | null];
  /** With the batch of the next step. Null if it was cancelled. Reports by `xray.progress`. */
  'xray.conflicts': [{ readonly runId: string }, Conflicts | null];
  'xray.cancel': [null, null];
}

export interface XrayEvents {
  'xray.progress': { readonly runId: string; readonly done: number; readonly of: number; readonly elapsedMs: number };
}
