/** Forward pass of the GPT-2 style decoder. Shapes: M = B·T rows. */
import type { Batch, Weights } from '../contract.ts';
import { weight } from '../initialize.ts';
import type { ModelOps } from '../ops.ts';
import type { TransformerSettings } from './definition.ts';

export const layerNormEpsilon = 1e-5;

export function transformerForward<T>(
  ops: ModelOps<T>,
  weights: Weights<T>,
  { inputs, time }: Batch<T>,
  { layers, heads, dropout }: TransformerSettings,
): T {
  const w = (name: string): T => weight(weights, `transformer.${name}`);
  const norm = (x: T, at: string): T => ops.layerNorm(x, w(`${at}.weight`), w(`${at}.bias`), layerNormEpsilon);
  const linear = (x: T, at: string, onto?: T): T => ops.linear(x, w(`${at}.weight`), w(`${at}.bias`), onto);
  /** A branch's last layer, back into the residual stream: at once, unless dropout comes in between. */
  const join = (stream: T, x: T, at: string, site: number): T =>
    dropout === 0 ? linear(x, at, stream) : ops.add(stream, ops.dropout(linear(x, at), dropout, site));

  let x = ops.addPositions(ops.embedding(inputs, w('wte.weight')), w('wpe.weight'), time); // [M, D]
  x = ops.dropout(x, dropout, 0);
  for (let layer = 0; layer < layers; layer++) {
    const at = `h.${layer}`;
    const qkv = linear(norm(x, `${at}.ln_1`), `${at}.attn.c_attn`); // [M, 3D]
    const attended = ops.attention(qkv, { heads, time, mask: 'causal' }); // [M, D]
    x = join(x, attended, `${at}.attn.c_proj`, 1 + 2 * layer);
    const hidden = ops.gelu(linear(norm(x, `${at}.ln_2`), `${at}.mlp.c_fc`)); // [M, 4D]
    x = join(x, hidden, `${at}.mlp.c_proj`, 2 + 2 * layer);
  }
  return ops.project(norm(x, 'ln_f'), w('wte.weight')); // [M, V]
}
