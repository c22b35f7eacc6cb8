/** Forward pass of the decoder. Shapes: M = B·T rows, K heads of keys and values. */
import type { Batch, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import type { Affine, AttentionPositions, ModelOps } from '../ops.ts';
import { attentionSite, depthDropAt, embeddingRate } from '../shared.ts';
import type { TransformerSettings } from './definition.ts';
import { keyHeads } from './keyHeads.ts';

export const normEpsilon = 1e-5;

export function transformerForward<T>(
  ops: ModelOps<T>,
  weights: Weights<T>,
  { inputs, time, mask = 'causal' }: Batch<T>,
  settings: TransformerSettings,
): T {
  const { layers, heads, norm: kind, normPlace, positions, activation, dropout, depthDrop } = settings;
  const w = (name: string): T => weight(weights, `transformer.${name}`);
  const norm = (x: T, at: string): T =>
    kind === 'rms'
      ? ops.rmsNorm(x, w(`${at}.weight`), normEpsilon)
      : ops.layerNorm(x, w(`${at}.weight`), w(`${at}.bias`), normEpsilon);
  const affine = (at: string): Affine<T> => ({ weight: w(`${at}.weight`), bias: w(`${at}.bias`) });
  const linear = (x: T, { weight: matrix, bias }: Affine<T>, onto?: T): T => ops.linear(x, matrix, bias, onto);
  /** A branch, back into the residual stream: by its last product, unless something is dropped in between. */
  const join = (stream: T, branch: (onto?: T) => T, site: number, layer: number): T =>
    dropout === 0 && depthDrop === 0
      ? branch(stream)
      : ops.add(
          stream,
          ops.dropLayer(ops.dropout(branch(), dropout, site), depthDropAt(depthDrop, layer, layers), layer),
        );

  const keyValueHeads = keyHeads(settings);
  const attention = {
    heads,
    time,
    mask,
    keyValueHeads,
    positions: attentionPositions(positions),
    ...(settings.window > 0 && { window: settings.window }),
  } as const;
  const headNorm = { heads, keyValueHeads, epsilon: normEpsilon };
  /** The packed queries, keys and values that attention reads, [M, (1 + 2K/H)·D]. */
  const packed = (x: T, at: string): T => {
    const qkv = linear(x, affine(`${at}.c_attn`));
    if (!settings.queryKeyNorm) return qkv;
    return ops.headNorm(qkv, w(`${at}.q_norm.weight`), w(`${at}.k_norm.weight`), headNorm);
  };
  const before = (x: T, at: string): T => (normPlace === 'pre' ? norm(x, at) : x);
  const behind = (x: T, at: string): T => (normPlace === 'post' ? norm(x, at) : x);
  const placed = (x: T): T => {
    if (positions === 'sinusoidal') return ops.addSinusoids(x, time);
    return positions === 'learned' ? ops.addPositions(x, w('wpe.weight'), time) : x;
  };

  let x = ops.dropout(placed(ops.embedding(inputs, w('wte.weight'))), embeddingRate(settings), 0); // [M, D]
  for (let layer = 0; layer < layers; layer++) {
    const at = `h.${layer}`;
    const dropped = { ...attention, dropout: { rate: settings.attentionDropout, site: attentionSite(layer) } };
    const attended = ops.attention(packed(before(x, `${at}.ln_1`), `${at}.attn`), dropped); // [M, D]
    x = join(x, (onto) => linear(attended, affine(`${at}.attn.c_proj`), onto), 1 + 2 * layer, layer);
    x = behind(x, `${at}.ln_1`);
    const normed = before(x, `${at}.ln_2`);
    const mlp = { inner: affine(`${at}.mlp.c_fc`), outer: affine(`${at}.mlp.c_proj`) };
    x = join(x, (onto) => ops.feedForward(normed, mlp, activation, onto), 2 + 2 * layer, layer);
    x = behind(x, `${at}.ln_2`);
  }
  return ops.project(before(x, 'ln_f'), weight(weights, headTable(settings))); // [M, V]
}

/** Positions that are added to the embeddings are none to attention. */
export const attentionPositions = (positions: TransformerSettings['positions']): AttentionPositions =>
  positions === 'rope' || positions === 'alibi' ? positions : 'none';

/** The name of the table that the output head multiplies with. */
export const headTable = ({ tiedHead }: Pick<TransformerSettings, 'tiedHead'>): string =>
  tiedHead ? 'transformer.wte.weight' : 'lm_head.weight';
