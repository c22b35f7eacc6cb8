/** Forward pass of the decoder. Shapes: M = B·T rows, K heads of keys and values. */
import type { Batch, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import type { Affine, ModelOps } from '../ops.ts';
import { depthDropAt } from '../shared.ts';
import type { TransformerSettings } from './definition.ts';

export const normEpsilon = 1e-5;

export function transformerForward<T>(
  ops: ModelOps<T>,
  weights: Weights<T>,
  { inputs, time }: Batch<T>,
  { layers, heads, keyValueHeads, norm: kind, positions, activation, dropout, depthDrop }: TransformerSettings,
): T {
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

  const attention = {
    heads,
    time,
    mask: 'causal',
    keyValueHeads: keyValueHeads || heads,
    positions: positions === 'learned' ? 'none' : positions,
  } as const;

  const embedded = ops.embedding(inputs, w('wte.weight')); // [M, D]
  let x = positions === 'learned' ? ops.addPositions(embedded, w('wpe.weight'), time) : embedded;
  x = ops.dropout(x, dropout, 0);
  for (let layer = 0; layer < layers; layer++) {
    const at = `h.${layer}`;
    const qkv = linear(norm(x, `${at}.ln_1`), affine(`${at}.attn.c_attn`)); // [M, (1 + 2K/H)·D]
    const attended = ops.attention(qkv, attention); // [M, D]
    x = join(x, (onto) => linear(attended, affine(`${at}.attn.c_proj`), onto), 1 + 2 * layer, layer);
    const normed = norm(x, `${at}.ln_2`);
    const mlp = { inner: affine(`${at}.mlp.c_fc`), outer: affine(`${at}.mlp.c_proj`) };
    x = join(x, (onto) => ops.feedForward(normed, mlp, activation, onto), 2 + 2 * layer, layer);
  }
  return ops.project(norm(x, 'ln_f'), w('wte.weight')); // [M, V]
}
