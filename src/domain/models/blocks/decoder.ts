/**
 * Token by token on plain arrays: hidden states, and keys and values of the last tokens, are all that is remembered.
 * Attention knows no positions here, so that a new row may take the place of the oldest wherever that lies.
 */
import type { Decoder } from '../contract.ts';
import { attend, seenAt } from '../decoding/attend.ts';
import { rowCache, type CacheBits } from '../decoding/cache.ts';
import { addTo, layerOf, residentBytes, tableOf, vectorOf, type DecodingWeights } from '../decoding/matrices.ts';
import type { DecodingOps } from '../decoding/ops.ts';
import { geluRow, rmsNormRow, sigmoid } from '../vector.ts';
import { blockStep } from './decodingStep.ts';
import { innerWidth, normEpsilon, type BlockKind, type BlockSettings } from './sizes.ts';

/** What looks back: turns a normed row into what is added to the residual stream. */
interface Memory {
  /** @param position of the token since the start */
  read(normed: Float32Array, position: number, out: Float32Array): void;
  reset(): void;
  readonly bytes: number;
}

type Affine = (x: Float32Array, y: Float32Array) => void;

function blockDecoder<S extends BlockSettings>(
  kind: BlockKind<S>,
  settings: S,
  vocabulary: number,
  weights: DecodingWeights,
  cacheBits: CacheBits,
): Decoder {
  const { layers, width, context } = settings;
  const affine = (at: string): Affine => {
    const [matrix, bias] = [layerOf(weights, `${at}.weight`), vectorOf(weights, `${at}.bias`)];
    return (x, y) => matrix.multiply(x, bias, y);
  };
  const norm = (at: string) => vectorOf(weights, `${at}.weight`);
  const memoryAt = (layer: number): Memory => {
    const at = `layers.${layer}`;
    if (kind.mixerAt(settings, layer) === 'min-gru') return recurrence(affine(`${at}.min_gru`), width);
    const parts = { qkv: affine(`${at}.attention`), outer: affine(`${at}.mix`) };
    const window = kind.window(settings);
    const kept = window > 0 ? Math.min(window, context) : context;
    return attention(parts, { width, kept, heads: kind.heads(settings), cacheBits });
  };
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const at = `layers.${layer}`;
    return {
      before: norm(`${at}.norm_1`),
      memory: memoryAt(layer),
      between: norm(`${at}.norm_2`),
      up: affine(`${at}.up`),
      down: affine(`${at}.down`),
    };
  });
  const tokens = tableOf(weights, 'embedding.weight', width);
  const last = norm('norm');
  const x = new Float32Array(width);
  const normed = new Float32Array(width);
  const inner = new Float32Array(innerWidth(width));
  const added = new Float32Array(width);
  const logits = new Float32Array(vocabulary);
  let position = 0;

  return {
    weightBytes: residentBytes(weights),
    cacheBytes: blocks.reduce((sum, { memory }) => sum + memory.bytes, 0),
    reset() {
      position = 0;
      for (const { memory } of blocks) memory.reset();
    },
    step(token) {
      tokens.row(token, x);
      for (const { before, memory, between, up, down } of blocks) {
        rmsNormRow(x, before, normEpsilon, normed);
        memory.read(normed, position, added);
        addTo(x, added);
        rmsNormRow(x, between, normEpsilon, normed);
        up(normed, inner);
        down(geluRow(inner), added);
        addTo(x, added);
      }
      position++;
      rmsNormRow(x, last, normEpsilon, normed);
      tokens.multiply(normed, null, logits);
      return logits;
    },
  };
}

function recurrence(toSums: Affine, width: number): Memory {
  const sums = new Float32Array(2 * width);
  const hidden = new Float32Array(width);
  return {
    bytes: hidden.byteLength,
    reset: () => void hidden.fill(0),
    read(normed, _position, out) {
      toSums(normed, sums);
      for (let unit = 0; unit < width; unit++) {
        const gate = sigmoid(sums[unit] as number);
        const a = sums[width + unit] as number;
        hidden[unit] = (1 - gate) * (hidden[unit] as number) + gate * (a >= 0 ? a + 0.5 : sigmoid(a));
      }
      out.set(hidden);
    },
  };
}

interface AttentionSize {
  readonly width: number;
  /** Rows of keys and values that are kept. */
  readonly kept: number;
  readonly heads: number;
  readonly cacheBits: CacheBits;
}

function attention(
  { qkv, outer }: { readonly qkv: Affine; readonly outer: Affine },
  { width, kept, heads, cacheBits }: AttentionSize,
): Memory {
  const headSize = width / heads;
  const cache = () => rowCache({ rows: kept, columns: width, headSize }, cacheBits);
  const caches = { keys: cache(), values: cache() };
  const packed = new Float32Array(3 * width);
  const attended = new Float32Array(width);
  const scores = new Float32Array(kept);
  return {
    bytes: caches.keys.bytes + caches.values.bytes,
    // Rows beyond the position are not looked at.
    reset: () => undefined,
    read(normed, position, out) {
      qkv(normed, packed);
      const seen = seenAt(position, kept);
      caches.keys.write(seen.newest, packed.subarray(width, 2 * width));
      caches.values.write(seen.newest, packed.subarray(2 * width));
      attend({ heads, group: 1, headSize, sloped: false }, caches, packed.subarray(0, width), seen, scores, attended);
      outer(attended, out);
    },
  };
}

/** Generates from any settings that the blocks understand. */
export const blockDecoding = <S extends BlockSettings>(kind: BlockKind<S>) => ({
  decoder: (settings: S, vocabulary: number, weights: DecodingWeights, cacheBits: CacheBits = 32): Decoder =>
    blockDecoder(kind, settings, vocabulary, weights, cacheBits),
  decodingStep: <T>(ops: DecodingOps<T>, settings: S): T => blockStep(kind, ops, settings),
  endless: true as const,
});
