/**
 * Incremental decoding with a key/value cache on plain arrays. It reads a snapshot of the weights, so it neither waits
 * for the training backend nor disturbs it, and it is an independent second writing of the forward pass.
 * When the context is full the second half of it is read again (learned positions cannot slide). Keys are cached as they
 * are compared: turned, where positions turn them.
 */
import { distanceSlope, rotaryAngle } from '../../core/positions.ts';
import type { Decoder, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import { affine, layerNormRow, rmsNormRow, rowProducts, turnRow } from '../vector.ts';
import type { TransformerSettings } from './definition.ts';
import { activateRow, innerColumns } from './feedForward.ts';
import { normEpsilon } from './forward.ts';
import { keyHeads, packedColumns } from './keyHeads.ts';

export function transformerDecoder(
  settings: TransformerSettings,
  vocabulary: number,
  weights: Weights<Float32Array>,
): Decoder {
  const { layers, heads, width, context, norm: kind, positions: placing, activation } = settings;
  const w = (name: string): Float32Array => weight(weights, `transformer.${name}`);
  const headSize = width / heads;
  const group = heads / keyHeads(settings);
  const keyWidth = width / group;
  const keys = Array.from({ length: layers }, () => new Float32Array(context * keyWidth));
  const values = Array.from({ length: layers }, () => new Float32Array(context * keyWidth));
  const x = new Float32Array(width);
  const normed = new Float32Array(width);
  const qkv = new Float32Array(packedColumns(settings));
  const turned = qkv.subarray(0, width + keyWidth);
  const attended = new Float32Array(width);
  const projected = new Float32Array(width);
  const inner = new Float32Array(innerColumns(settings));
  const scores = new Float32Array(context);
  const logits = new Float32Array(vocabulary);
  let history: number[] = [];

  const norm = (at: string): void => {
    if (kind === 'rms') rmsNormRow(x, w(`${at}.weight`), normEpsilon, normed);
    else layerNormRow(x, w(`${at}.weight`), w(`${at}.bias`), normEpsilon, normed);
  };

  const addProjected = (): void => {
    for (let d = 0; d < width; d++) x[d] = (x[d] ?? 0) + (projected[d] ?? 0);
  };

  /** Softmax over the cached positions 0…position, one head after the other, into `attended`. */
  const attend = (layer: number, position: number): void => {
    const k = keys[layer] ?? new Float32Array();
    const v = values[layer] ?? new Float32Array();
    for (let head = 0; head < heads; head++) {
      const column = head * headSize;
      const keyColumn = Math.floor(head / group) * headSize;
      const slope = placing === 'alibi' ? distanceSlope(head, heads) : 0;
      let largest = -Infinity;
      for (let t = 0; t <= position; t++) {
        let dot = 0;
        for (let d = 0; d < headSize; d++) dot += (qkv[column + d] ?? 0) * (k[t * keyWidth + keyColumn + d] ?? 0);
        const score = dot / Math.sqrt(headSize) - slope * (position - t);
        scores[t] = score;
        largest = Math.max(largest, score);
      }
      let total = 0;
      for (let t = 0; t <= position; t++) {
        const e = Math.exp((scores[t] ?? 0) - largest);
        scores[t] = e;
        total += e;
      }
      for (let d = 0; d < headSize; d++) {
        let sum = 0;
        for (let t = 0; t <= position; t++) sum += (scores[t] ?? 0) * (v[t * keyWidth + keyColumn + d] ?? 0);
        attended[column + d] = sum / total;
      }
    }
  };

  const read = (token: number, position: number): void => {
    const tokens = w('wte.weight');
    x.set(tokens.subarray(token * width, (token + 1) * width));
    if (placing === 'learned') {
      const positions = w('wpe.weight');
      for (let d = 0; d < width; d++) x[d] = (x[d] ?? 0) + (positions[position * width + d] ?? 0);
    }
    for (let layer = 0; layer < layers; layer++) {
      const at = `h.${layer}`;
      norm(`${at}.ln_1`);
      affine(normed, w(`${at}.attn.c_attn.weight`), w(`${at}.attn.c_attn.bias`), qkv);
      if (placing === 'rope') turnRow(turned, headSize, (pair) => rotaryAngle(position, pair, headSize));
      keys[layer]?.set(qkv.subarray(width, width + keyWidth), position * keyWidth);
      values[layer]?.set(qkv.subarray(width + keyWidth), position * keyWidth);
      attend(layer, position);
      affine(attended, w(`${at}.attn.c_proj.weight`), w(`${at}.attn.c_proj.bias`), projected);
      addProjected();
      norm(`${at}.ln_2`);
      affine(normed, w(`${at}.mlp.c_fc.weight`), w(`${at}.mlp.c_fc.bias`), inner);
      affine(activateRow(activation, inner), w(`${at}.mlp.c_proj.weight`), w(`${at}.mlp.c_proj.bias`), projected);
      addProjected();
    }
  };

  return {
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
      rowProducts(normed, w('wte.weight'), logits);
      return logits;
    },
  };
}
