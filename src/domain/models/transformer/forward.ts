/** Forward pass of the decoder. Shapes: M = B·T rows, K heads of keys and values, F columns between the feed-forward layers. */
import type { Batch, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import type { ModelOps } from '../ops.ts';
import type { TransformerSettings } from './definition.ts';
import { activate } from './feedForward.ts';

export const normEpsilon = 1e-5;

export function transformerForward<T>(
  ops: ModelOps<T>,
  weights: Weights<T>,
  { inputs, time }: Batch<T>,
  { layers, heads, keyValueHeads, norm: kind, positions, activation, dropout }: TransformerSettings,
): T {
  const w = (name: string): T => weight(weights, `transformer.${name}`);
  const norm = (x: T, at: string): T =>
    kind === 'rms'
      ? ops.rmsNorm(x, w(`${at}.weight`), normEpsilon)
      : ops.layerNorm(x, w(`${at}.weight`), w(`${at}.bias`), normEpsilon);
  const linear = (x: T, at: string, onto?: T): T => ops.linear(x, w(`${at}.weight`), w(`${at}.bias`), onto);
  /** A branch's last layer, back into the residual stream: at once, unless dropout comes in between. */
  const join = (stream: T, x: T, at: string, site: number): T =>
    dropout === 0 ? linear(x, at, stream) : ops.add(stream, ops.dropout(linear(x, at), dropout, site));

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
    const qkv = linear(norm(x, `${at}.ln_1`), `${at}.attn.c_attn`); // [M, (1 + 2K/H)·D]
    const attended = ops.attention(qkv, attention); // [M, D]
    x = join(x, attended, `${at}.attn.c_proj`, 1 + 2 * layer);
    const inner = linear(norm(x, `${at}.ln_2`), `${at}.mlp.c_fc`);
    const hidden = activate(ops, activation, inner); // [M, F]
    x = join(x, hidden, `${at}.mlp.c_proj`, 2 + 2 * layer);
  }
  return ops.project(norm(x, 'ln_f'), w('wte.weight')); // [M, V]
}
