/**
 * `GPT2LMHeadModel`: our names and layouts are its own (matrices [in, out], its Conv1D). Files saved from the model without
 * its head lack the prefix; older ones hold the causal mask as buffers, and some the tied head a second time.
 */
import type { NumberSpec } from '../../core/params.ts';
import { transformerParams } from '../../models/transformer/definition.ts';
import { normEpsilon } from '../../models/transformer/forward.ts';
import { count, countWithin, isOn, mustBe, named, unsupported, type ConfigFields } from './configFields.ts';
import { whole, type FamilyReader } from './family.ts';

const activations = { gelu_new: 'gelu', gelu_pytorch_tanh: 'gelu', relu: 'relu', relu2: 'relu2' } as const;

const prefix = 'transformer.';

export const gpt2: FamilyReader = (config, index) => {
  const width = countWithin(config, 'n_embd', transformerParams.width);
  const inner = count(config, 'n_inner', 4 * width);
  if (inner !== 4 * width) throw unsupported('n_inner', inner, String(4 * width));
  mustBe(config, 'layer_norm_epsilon', normEpsilon);
  const tiedHead = isOn(config, 'tie_word_embeddings', true);
  mustBe(config, 'scale_attn_weights', true);
  mustBe(config, 'scale_attn_by_inverse_layer_idx', false);
  mustBe(config, 'add_cross_attention', false);
  const bare = index.has('wte.weight');
  return {
    settings: {
      layers: countWithin(config, 'n_layer', transformerParams.layers),
      heads: countWithin(config, 'n_head', transformerParams.heads),
      keyValueHeads: 0,
      width,
      context: countWithin(config, 'n_positions', transformerParams.context),
      norm: 'layer',
      normPlace: 'pre',
      queryKeyNorm: false,
      positions: 'learned',
      activation: named(config, 'activation_function', activations, 'gelu_new'),
      window: 0,
      tiedHead,
      ...dropouts(config),
      depthDrop: 0,
    },
    vocabulary: count(config, 'vocab_size'),
    parts: (spec) => whole(bare && spec.name.startsWith(prefix) ? spec.name.slice(prefix.length) : spec.name, spec),
    isSpare: (name) =>
      (tiedHead && name === 'lm_head.weight') || /^(transformer\.)?h\.\d+\.attn\.(masked_)?bias$/.test(name),
  };
};

/** Matter in further training only. What a file does not say, is not dropped; of the embedding, as elsewhere. */
function dropouts(config: ConfigFields) {
  const dropout = rateOf(config, 'resid_pdrop', transformerParams.dropout);
  const embeddingDropout = rateOf(config, 'embd_pdrop', transformerParams.embeddingDropout, dropout);
  return {
    dropout,
    attentionDropout: rateOf(config, 'attn_pdrop', transformerParams.attentionDropout),
    ...(embeddingDropout === dropout
      ? { embeddingDropoutForm: 'shared' as const, embeddingDropout: 0 }
      : { embeddingDropoutForm: 'own' as const, embeddingDropout }),
  };
}

function rateOf(config: ConfigFields, key: string, { min, max }: NumberSpec, missing = min): number {
  const value = config[key] ?? missing;
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw unsupported(key, value, `${min} … ${max}`);
  }
  return value;
}
