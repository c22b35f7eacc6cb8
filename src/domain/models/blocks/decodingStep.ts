/** One token through stacked blocks, over the operations of machines that repeat it: the same as `decoder.ts`. */
import type { DecodingOps } from '../decoding/ops.ts';
import { normEpsilon, type BlockKind, type BlockSettings } from './sizes.ts';

export function blockStep<T, S extends BlockSettings>(kind: BlockKind<S>, ops: DecodingOps<T>, settings: S): T {
  const { layers, width, context } = settings;
  const norm = (x: T, at: string): T => ops.norm(x, `${at}.weight`, null, normEpsilon);
  const linear = (x: T, at: string): T => ops.linear(x, `${at}.weight`, `${at}.bias`);
  const heads = kind.heads(settings);
  const window = kind.window(settings);
  const attention = {
    heads,
    keyHeads: heads,
    headWidth: width / heads,
    context: window > 0 ? Math.min(window, context) : context,
    positions: 'none',
  } as const;
  let x = ops.lookUp('embedding.weight', 'token');
  for (let layer = 0; layer < layers; layer++) {
    const at = `layers.${layer}`;
    const normed = norm(x, `${at}.norm_1`);
    const mixed =
      kind.mixerAt(settings, layer) === 'min-gru'
        ? ops.minGru(linear(normed, `${at}.min_gru`))
        : linear(ops.attention(linear(normed, `${at}.attention`), attention), `${at}.mix`);
    x = ops.add(x, mixed);
    const inner = ops.activate(linear(norm(x, `${at}.norm_2`), `${at}.up`), 'gelu');
    x = ops.add(x, linear(inner, `${at}.down`));
  }
  return ops.project(norm(x, 'norm'), 'embedding.weight');
}
