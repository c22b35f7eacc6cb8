/**
 * Incremental decoding with a key/value cache on plain arrays. It reads a snapshot of the weights, so it neither waits
 * for the training backend nor disturbs it, and it is an independent second writing of the forward pass.
 * When the context is full the second half of it is read again (learned positions cannot slide). Keys are cached as they
 * are compared: normed and turned, where the model does that. Of keys and values only as many are kept as attention sees.
 */
import { rotaryAngle, sinusoid } from '../../core/positions.ts';
import type { Decoder } from '../contract.ts';
import { attend, seenAt } from '../decoding/attend.ts';
import { rowCache, type CacheBits, type RowCache } from '../decoding/cache.ts';
import {
  addTo,
  layerOf,
  residentBytes,
  tableOf,
  vectorOf,
  type DecodingTable,
  type DecodingWeights,
} from '../decoding/matrices.ts';
import { layerNormRow, rmsNormRow, turnRow } from '../vector.ts';
import type { TransformerSettings } from './definition.ts';
import { transformerStep } from './decodingStep.ts';
import { activateRow, innerColumns } from './feedForward.ts';
import { headTable, normEpsilon } from './forward.ts';
import { keyHeads, packedColumns } from './keyHeads.ts';

/** What a layer multiplies with, and what it remembers. */
interface Layer {
  readonly qkv: Affine;
  /** Gains of queries and keys [D/H]; null where they are not normed. */
  readonly gains: readonly [Float32Array, Float32Array] | null;
  readonly outer: Affine;
  readonly up: Affine;
  readonly down: Affine;
  readonly keys: RowCache;
  readonly values: RowCache;
}

type Affine = (x: Float32Array, y: Float32Array) => void;

function transformerDecoder(
  settings: TransformerSettings,
  vocabulary: number,
  weights: DecodingWeights,
  cacheBits: CacheBits = 32,
): Decoder {
  const { heads, width, context, norm: kind, normPlace, positions: placing, activation, queryKeyNorm } = settings;
  const named = (name: string): string => `transformer.${name}`;
  const vector = (name: string): Float32Array => vectorOf(weights, named(name));
  const table = (name: string): DecodingTable => tableOf(weights, name, width);
  const affine = (at: string): Affine => {
    const matrix = layerOf(weights, named(`${at}.weight`));
    const bias = vector(`${at}.bias`);
    return (x, y) => matrix.multiply(x, bias, y);
  };
  const headSize = width / heads;
  const group = heads / keyHeads(settings);
  const keyWidth = width / group;
  const rows = settings.window > 0 ? Math.min(settings.window, context) : context;
  const cache = (): RowCache => rowCache({ rows, columns: keyWidth, headSize }, cacheBits);
  const gainsAt = (at: string): Layer['gains'] =>
    queryKeyNorm ? [vector(`${at}.q_norm.weight`), vector(`${at}.k_norm.weight`)] : null;
  const layers: readonly Layer[] = Array.from({ length: settings.layers }, (_, layer) => ({
    qkv: affine(`h.${layer}.attn.c_attn`),
    gains: gainsAt(`h.${layer}.attn`),
    outer: affine(`h.${layer}.attn.c_proj`),
    up: affine(`h.${layer}.mlp.c_fc`),
    down: affine(`h.${layer}.mlp.c_proj`),
    keys: cache(),
    values: cache(),
  }));
  const tokens = table(named('wte.weight'));
  const head = table(headTable(settings));
  const places = placing === 'learned' ? table(named('wpe.weight')) : null;
  const x = new Float32Array(width);
  const normed = new Float32Array(width);
  const qkv = new Float32Array(packedColumns(settings));
  const turned = qkv.subarray(0, width + keyWidth);
  const attended = new Float32Array(width);
  const projected = new Float32Array(width);
  const inner = new Float32Array(innerColumns(settings));
  const lookBack = { heads, group, headSize, sloped: placing === 'alibi' };
  const scores = new Float32Array(rows);
  const logits = new Float32Array(vocabulary);
  let history: number[] = [];

  const norm = (at: string, out: Float32Array): void => {
    if (kind === 'rms') rmsNormRow(x, vector(`${at}.weight`), normEpsilon, out);
    else layerNormRow(x, vector(`${at}.weight`), vector(`${at}.bias`), normEpsilon, out);
  };
  /** What a branch reads, or the head. */
  const before = (at: string): Float32Array => {
    if (normPlace === 'post') return x;
    norm(at, normed);
    return normed;
  };
  /** Takes what a branch gives into the residual stream. */
  const join = (branch: Float32Array, at: string): void => {
    addTo(x, branch);
    if (normPlace === 'post') norm(at, x);
  };

  const embed = (token: number, position: number): void => {
    tokens.row(token, x);
    if (placing === 'sinusoidal') {
      for (let d = 0; d < width; d++) x[d] = Math.sqrt(width) * (x[d] as number) + sinusoid(position, d, width);
    }
    if (places) {
      places.row(position, projected);
      addTo(x, projected);
    }
  };

  const read = (token: number, position: number): void => {
    embed(token, position);
    const seen = seenAt(position, rows);
    for (const [index, layer] of layers.entries()) {
      const at = `h.${index}`;
      layer.qkv(before(`${at}.ln_1`), qkv);
      if (layer.gains) {
        normHeads(qkv.subarray(0, width), layer.gains[0]);
        normHeads(qkv.subarray(width, width + keyWidth), layer.gains[1]);
      }
      if (placing === 'rope') turnRow(turned, headSize, (pair) => rotaryAngle(position, pair, headSize));
      layer.keys.write(seen.newest, qkv.subarray(width, width + keyWidth));
      layer.values.write(seen.newest, qkv.subarray(width + keyWidth));
      attend(lookBack, layer, qkv.subarray(0, width), seen, scores, attended);
      layer.outer(attended, projected);
      join(projected, `${at}.ln_1`);
      layer.up(before(`${at}.ln_2`), inner);
      layer.down(activateRow(activation, inner), projected);
      join(projected, `${at}.ln_2`);
    }
  };

  return {
    weightBytes: residentBytes(weights),
    cacheBytes: layers.reduce((sum, { keys, values }) => sum + keys.bytes + values.bytes, 0),
    reset() {
      history = [];
    },
    step(token) {
      if (history.length === context) {
        history = history.slice(-Math.floor(context / 2));
        history.forEach(read);
      }
      read(token, history.length);
      history.push(token);
      head.multiply(before('ln_f'), null, logits);
      return logits;
    },
  };
}

/** Each head of the row, as wide as the gain, in place. */
function normHeads(x: Float32Array, gain: Float32Array): void {
  for (let at = 0; at < x.length; at += gain.length) {
    const head = x.subarray(at, at + gain.length);
    rmsNormRow(head, gain, normEpsilon, head);
  }
}

export const transformerDecoding = { decoder: transformerDecoder, decodingStep: transformerStep };
