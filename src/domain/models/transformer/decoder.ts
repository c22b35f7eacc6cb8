/**
 * Incremental decoding with a key/value cache on plain arrays. It reads a snapshot of the weights, so it neither waits
 * for the training backend nor disturbs it, and it is an independent second writing of the forward pass.
 * When the context is full the second half of it is read again (learned positions cannot slide). Keys are cached as they
 * are compared: turned, where positions turn them.
 */
import { rotaryAngle } from '../../core/positions.ts';
import type { Decoder } from '../contract.ts';
import { attend } from '../decoding/attend.ts';
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
import { normEpsilon } from './forward.ts';
import { keyHeads, packedColumns } from './keyHeads.ts';

/** What a layer multiplies with, and what it remembers. */
interface Layer {
  readonly qkv: Affine;
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
  const { heads, width, context, norm: kind, positions: placing, activation } = settings;
  const named = (name: string): string => `transformer.${name}`;
  const vector = (name: string): Float32Array => vectorOf(weights, named(name));
  const table = (name: string): DecodingTable => tableOf(weights, named(name), width);
  const affine = (at: string): Affine => {
    const matrix = layerOf(weights, named(`${at}.weight`));
    const bias = vector(`${at}.bias`);
    return (x, y) => matrix.multiply(x, bias, y);
  };
  const headSize = width / heads;
  const group = heads / keyHeads(settings);
  const keyWidth = width / group;
  const cache = (): RowCache => rowCache({ rows: context, columns: keyWidth, headSize }, cacheBits);
  const layers: readonly Layer[] = Array.from({ length: settings.layers }, (_, layer) => ({
    qkv: affine(`h.${layer}.attn.c_attn`),
    outer: affine(`h.${layer}.attn.c_proj`),
    up: affine(`h.${layer}.mlp.c_fc`),
    down: affine(`h.${layer}.mlp.c_proj`),
    keys: cache(),
    values: cache(),
  }));
  const tokens = table('wte.weight');
  const places = placing === 'learned' ? table('wpe.weight') : null;
  const x = new Float32Array(width);
  const normed = new Float32Array(width);
  const qkv = new Float32Array(packedColumns(settings));
  const turned = qkv.subarray(0, width + keyWidth);
  const attended = new Float32Array(width);
  const projected = new Float32Array(width);
  const inner = new Float32Array(innerColumns(settings));
  const lookBack = { heads, group, headSize, sloped: placing === 'alibi' };
  const scores = new Float32Array(context);
  const logits = new Float32Array(vocabulary);
  let history: number[] = [];

  const norm = (at: string): void => {
    if (kind === 'rms') rmsNormRow(x, vector(`${at}.weight`), normEpsilon, normed);
    else layerNormRow(x, vector(`${at}.weight`), vector(`${at}.bias`), normEpsilon, normed);
  };

  const read = (token: number, position: number): void => {
    tokens.row(token, x);
    if (places) {
      places.row(position, projected);
      addTo(x, projected);
    }
    for (const [index, layer] of layers.entries()) {
      norm(`h.${index}.ln_1`);
      layer.qkv(normed, qkv);
      if (placing === 'rope') turnRow(turned, headSize, (pair) => rotaryAngle(position, pair, headSize));
      layer.keys.write(position, qkv.subarray(width, width + keyWidth));
      layer.values.write(position, qkv.subarray(width + keyWidth));
      attend(lookBack, layer, qkv.subarray(0, width), position + 1, scores, attended);
      layer.outer(attended, projected);
      addTo(x, projected);
      norm(`h.${index}.ln_2`);
      layer.up(normed, inner);
      layer.down(activateRow(activation, inner), projected);
      addTo(x, projected);
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
      norm('ln_f');
      tokens.multiply(normed, null, logits);
      return logits;
    },
  };
}

export const transformerDecoding = { decoder: transformerDecoder, decodingStep: transformerStep };
