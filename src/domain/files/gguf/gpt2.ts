/** Our Transformer where it is GPT-2: the same tensors under other names, matrices as [outputs, inputs]. */
import { turned } from '../../compression/numeric/turned.ts';
import { weight } from '../../models/initialize.ts';
import { isUsual, transformer } from '../../models/transformer/definition.ts';
import { hiddenColumns } from '../../models/transformer/feedForward.ts';
import { normEpsilon } from '../../models/transformer/forward.ts';
import { keyHeads } from '../../models/transformer/keyHeads.ts';
import type { GgufFamily } from './family.ts';
import { matrixTensor, positionTensor, vectorTensor } from './tensorTypes.ts';

const names: Readonly<Record<string, string>> = {
  wte: 'token_embd',
  wpe: positionTensor.replace('.weight', ''),
  ln_f: 'output_norm',
  ln_1: 'attn_norm',
  'attn.c_attn': 'attn_qkv',
  'attn.c_proj': 'attn_output',
  ln_2: 'ffn_norm',
  'mlp.c_fc': 'ffn_up',
  'mlp.c_proj': 'ffn_down',
};

/** Rows of these are looked up or multiplied from the right already. */
const isTable = (name: string): boolean => /(wte|wpe|lm_head)\.weight$/.test(name);

export const gpt2: GgufFamily = {
  id: 'gpt2',
  // llama.cpp's GPT-2 has no other activation.
  holds: (settings) =>
    isUsual(settings) &&
    settings.norm === 'layer' &&
    settings.positions === 'learned' &&
    settings.activation === 'gelu' &&
    keyHeads(settings) === settings.heads,
  metadata: (settings) => ({
    'gpt2.context_length': { type: 'u32', value: settings.context },
    'gpt2.embedding_length': { type: 'u32', value: settings.width },
    'gpt2.feed_forward_length': { type: 'u32', value: hiddenColumns(settings) },
    'gpt2.block_count': { type: 'u32', value: settings.layers },
    'gpt2.attention.head_count': { type: 'u32', value: settings.heads },
    'gpt2.attention.layer_norm_epsilon': { type: 'f32', value: normEpsilon },
  }),
  tensors: (settings, weights, format) =>
    transformer.tensors(settings, weight(weights, 'transformer.wte.weight').length / settings.width).map((spec) => {
      const values = weight(weights, spec.name);
      const [rows = 0, columns] = spec.shape;
      if (columns === undefined) return vectorTensor(renamed(spec.name), values);
      const matrix = { rows, columns, values };
      return matrixTensor(renamed(spec.name), isTable(spec.name) ? matrix : turned(matrix), format);
    }),
};

function renamed(name: string): string {
  if (name === 'lm_head.weight') return 'output.weight';
  const [, block, layer = '', module = '', kind = ''] =
    /^transformer\.(h\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(name) ?? [];
  return `${block === undefined ? '' : `blk.${layer}.`}${names[module]}.${kind}`;
}
