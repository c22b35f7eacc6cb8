/** One token through the decoder, over the operations of machines that repeat it: the same as `decoder.ts` step by step. */
import { sinusoid } from '../../core/positions.ts';
import type { DecodingOps } from '../decoding/ops.ts';
import type { TransformerSettings } from './definition.ts';
import { attentionPositions, headTable, normEpsilon } from './forward.ts';
import { keyHeads } from './keyHeads.ts';

export function transformerStep<T>(ops: DecodingOps<T>, settings: TransformerSettings): T {
  const { layers, heads, width, context, window, norm: kind, normPlace, positions, activation } = settings;
  const keyValueHeads = keyHeads(settings);
  const named = (name: string): string => `transformer.${name}`;
  const norm = (x: T, at: string): T =>
    ops.norm(x, named(`${at}.weight`), kind === 'layer' ? named(`${at}.bias`) : null, normEpsilon);
  const before = (x: T, at: string): T => (normPlace === 'pre' ? norm(x, at) : x);
  const behind = (x: T, at: string): T => (normPlace === 'post' ? norm(x, at) : x);
  const linear = (x: T, at: string): T => ops.linear(x, named(`${at}.weight`), named(`${at}.bias`));
  const packed = (x: T, at: string): T => {
    const qkv = linear(x, `${at}.c_attn`);
    if (!settings.queryKeyNorm) return qkv;
    const [queryGain, keyGain] = [named(`${at}.q_norm.weight`), named(`${at}.k_norm.weight`)];
    return ops.headNorm(qkv, queryGain, keyGain, { heads, keyValueHeads, epsilon: normEpsilon });
  };
  const attention = {
    heads,
    keyHeads: keyValueHeads,
    headWidth: width / heads,
    context: window > 0 ? Math.min(window, context) : context,
    positions: attentionPositions(positions),
  };
  const embedded = (): T => {
    const table = named('wte.weight');
    if (positions === 'sinusoidal') {
      const waves = ops.ofPosition(width, (position, d) => sinusoid(position, d, width));
      return ops.add(ops.lookUp(table, 'token', Math.sqrt(width)), waves);
    }
    const token = ops.lookUp(table, 'token');
    return positions === 'learned' ? ops.add(token, ops.lookUp(named('wpe.weight'), 'position')) : token;
  };
  let x = embedded();
  for (let layer = 0; layer < layers; layer++) {
    const at = `h.${layer}`;
    const attended = ops.attention(packed(before(x, `${at}.ln_1`), `${at}.attn`), attention);
    x = behind(ops.add(x, linear(attended, `${at}.attn.c_proj`)), `${at}.ln_1`);
    const inner = ops.activate(linear(before(x, `${at}.ln_2`), `${at}.mlp.c_fc`), activation);
    x = behind(ops.add(x, linear(inner, `${at}.mlp.c_proj`)), `${at}.ln_2`);
  }
  return ops.project(before(x, 'ln_f'), headTable(settings));
}
