/** One token through the decoder, over the operations of machines that repeat it: the same as `decoder.ts` step by step. */
import type { DecodingOps } from '../decoding/ops.ts';
import type { TransformerSettings } from './definition.ts';
import { normEpsilon } from './forward.ts';
import { keyHeads } from './keyHeads.ts';

export function transformerStep<T>(ops: DecodingOps<T>, settings: TransformerSettings): T {
  const { layers, heads, width, context, norm: kind, positions, activation } = settings;
  const named = (name: string): string => `transformer.${name}`;
  const norm = (x: T, at: string): T =>
    ops.norm(x, named(`${at}.weight`), kind === 'layer' ? named(`${at}.bias`) : null, normEpsilon);
  const linear = (x: T, at: string): T => ops.linear(x, named(`${at}.weight`), named(`${at}.bias`));
  const attention = {
    heads,
    keyHeads: keyHeads(settings),
    headWidth: width / heads,
    context,
    positions: positions === 'learned' ? 'none' : positions,
  } as const;
  let x = ops.lookUp(named('wte.weight'), 'token');
  if (positions === 'learned') x = ops.add(x, ops.lookUp(named('wpe.weight'), 'position'));
  for (let layer = 0; layer < layers; layer++) {
    const at = `h.${layer}`;
    const attended = ops.attention(linear(norm(x, `${at}.ln_1`), `${at}.attn.c_attn`), attention);
    x = ops.add(x, linear(attended, `${at}.attn.c_proj`));
    const inner = ops.activate(linear(norm(x, `${at}.ln_2`), `${at}.mlp.c_fc`), activation);
    x = ops.add(x, linear(inner, `${at}.mlp.c_proj`));
  }
  return ops.project(norm(x, 'ln_f'), named('wte.weight'));
}
