/** Our own Transformer where it is no family of Hugging Face's: `exportConfig` of its definition, read back. */
import { rotaryBase } from '../../core/positions.ts';
import { transformerParams } from '../../models/transformer/definition.ts';
import { hiddenColumns } from '../../models/transformer/feedForward.ts';
import { normEpsilon } from '../../models/transformer/forward.ts';
import { count, countWithin, isOn, mustBe, named } from './configFields.ts';
import { whole, type FamilyReader } from './family.ts';

const norms = { layer: 'layer', rms: 'rms' } as const;
const places = { pre: 'pre', post: 'post' } as const;
const placings = { learned: 'learned', sinusoidal: 'sinusoidal', rope: 'rope', alibi: 'alibi', none: 'none' } as const;
const activations = { gelu_new: 'gelu', relu: 'relu', relu2: 'relu2', swiglu: 'swiglu' } as const;

export const own: FamilyReader = (config) => {
  const width = countWithin(config, 'width', transformerParams.width);
  const activation = named(config, 'activation', activations);
  const heads = countWithin(config, 'heads', transformerParams.heads);
  const keyHeads = countWithin(config, 'key_value_heads', { min: 1, max: heads }, heads);
  mustBe(config, 'norm_epsilon', normEpsilon);
  mustBe(config, 'rope_theta', rotaryBase);
  mustBe(config, 'feed_forward_width', hiddenColumns({ width, activation }));
  return {
    settings: {
      layers: countWithin(config, 'layers', transformerParams.layers),
      heads,
      keyValueHeads: keyHeads === heads ? 0 : keyHeads,
      width,
      context: countWithin(config, 'context', transformerParams.context),
      norm: named(config, 'norm', norms),
      normPlace: named(config, 'norm_placement', places, 'pre'),
      queryKeyNorm: isOn(config, 'qk_norm'),
      positions: named(config, 'positions', placings),
      activation,
      window: config['sliding_window'] == null ? 0 : countWithin(config, 'sliding_window', transformerParams.window),
      tiedHead: isOn(config, 'tie_word_embeddings', true),
      dropout: 0,
      attentionDropout: 0,
      embeddingDropoutForm: 'shared',
      embeddingDropout: 0,
      depthDrop: 0,
    },
    vocabulary: count(config, 'vocab_size'),
    parts: (spec) => whole(spec.name, spec),
    isSpare: () => false,
  };
};
