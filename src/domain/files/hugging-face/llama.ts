/**
 * `LlamaForCausalLM` as our Transformer: queries, keys and values side by side in `c_attn`, gates and values in `c_fc`, zeros
 * for the biases that it does without. Hugging Face turns feature i with feature i + W/2, as we do, so nothing is
 * reordered (GGUF and Meta's own files pair neighbours).
 */
import { rotaryBase } from '../../core/positions.ts';
import type { TensorSpec } from '../../models/contract.ts';
import { transformerParams } from '../../models/transformer/definition.ts';
import { hiddenColumns } from '../../models/transformer/feedForward.ts';
import { normEpsilon } from '../../models/transformer/forward.ts';
import { count, countWithin, isOn, mustBe, unsupported, type ConfigFields } from './configFields.ts';
import { whole, type FamilyReader } from './family.ts';
import type { Part } from './parts.ts';

const anyContext = { min: transformerParams.context.min, max: Number.MAX_SAFE_INTEGER };

export const llama: FamilyReader = (config) => {
  const width = countWithin(config, 'hidden_size', transformerParams.width);
  const heads = countWithin(config, 'num_attention_heads', transformerParams.heads);
  const keyHeads = countWithin(config, 'num_key_value_heads', { min: 1, max: heads }, heads);
  const hidden = hiddenColumns({ width, activation: 'swiglu' });
  mustBe(config, 'intermediate_size', hidden, 11008);
  mustBe(config, 'head_dim', width / heads);
  mustBe(config, 'hidden_act', 'silu');
  // What a file that does not say means is Hugging Face's default, which here is another.
  mustBe(config, 'rms_norm_eps', normEpsilon, 1e-6);
  const tiedHead = isOn(config, 'tie_word_embeddings');
  checkPositions(config);
  const [attentionBias, feedForwardBias] = [isOn(config, 'attention_bias'), isOn(config, 'mlp_bias')];
  const keyColumns = (keyHeads * width) / heads;

  const inBlock = (at: string, what: string, spec: TensorSpec): readonly Part[] => {
    /** A linear layer's part of ours. */
    const linear = (name: string, columns: number, hasBias: boolean): Part => {
      if (what.endsWith('.weight')) return { name: `${at}.${name}.weight`, columns, transposed: true };
      return { name: hasBias ? `${at}.${name}.bias` : null, columns, transposed: false };
    };
    switch (what.replace(/\.(weight|bias)$/, '')) {
      case 'ln_1':
        return whole(`${at}.input_layernorm.weight`, spec);
      case 'ln_2':
        return whole(`${at}.post_attention_layernorm.weight`, spec);
      case 'attn.c_attn':
        return [
          linear('self_attn.q_proj', width, attentionBias),
          linear('self_attn.k_proj', keyColumns, attentionBias),
          linear('self_attn.v_proj', keyColumns, attentionBias),
        ];
      case 'attn.c_proj':
        return [linear('self_attn.o_proj', width, attentionBias)];
      case 'mlp.c_fc':
        return [linear('mlp.gate_proj', hidden, feedForwardBias), linear('mlp.up_proj', hidden, feedForwardBias)];
      default:
        return [linear('mlp.down_proj', width, feedForwardBias)];
    }
  };

  return {
    settings: {
      layers: countWithin(config, 'num_hidden_layers', transformerParams.layers),
      heads,
      keyValueHeads: keyHeads === heads ? 0 : keyHeads,
      width,
      // Turning knows no end: a longer context than ours is only read in shorter pieces.
      context: Math.min(
        countWithin(config, 'max_position_embeddings', anyContext, 2048),
        transformerParams.context.max,
      ),
      norm: 'rms',
      normPlace: 'pre',
      queryKeyNorm: false,
      positions: 'rope',
      activation: 'swiglu',
      window: 0,
      tiedHead,
      dropout: 0,
      attentionDropout: 0,
      embeddingDropoutForm: 'shared',
      embeddingDropout: 0,
      depthDrop: 0,
    },
    vocabulary: count(config, 'vocab_size'),
    parts(spec) {
      if (spec.name === 'transformer.wte.weight') return whole('model.embed_tokens.weight', spec);
      if (spec.name === 'lm_head.weight') return whole(spec.name, spec);
      if (spec.name === 'transformer.ln_f.weight') return whole('model.norm.weight', spec);
      const [, layer = '', what = ''] = /^transformer\.h\.(\d+)\.(.+)$/.exec(spec.name) ?? [];
      return inBlock(`model.layers.${layer}`, what, spec);
    },
    isSpare: (name) => (tiedHead && name === 'lm_head.weight') || name.endsWith('.rotary_emb.inv_freq'),
  };
};

/** Angles by one base, unscaled; newer files have both in `rope_parameters`. */
function checkPositions(config: ConfigFields): void {
  mustBe(config, 'rope_theta', rotaryBase);
  for (const field of ['rope_scaling', 'rope_parameters']) {
    const given = config[field] ?? {};
    const plain = Object.entries(given).every(
      ([key, value]) =>
        (['rope_type', 'type'].includes(key) && value === 'default') || (key === 'rope_theta' && value === rotaryBase),
    );
    if (typeof given !== 'object' || !plain) throw unsupported(field, given, `rope_theta ${rotaryBase}`);
  }
}
