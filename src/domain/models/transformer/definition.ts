/**
 * Transformer decoder in GPT-2's form: learned positions, pre-LayerNorm, GELU (tanh), tied head; or with the norm, the
 * positions, the activation and the shared keys of later models, or of the first one, in the place of its own.
 * Tensor names and layouts are those of Hugging Face's `GPT2LMHeadModel` (norms of queries and keys are named as in
 * `Qwen3ForCausalLM`), initial values those of GPT-2 (normal 0.02, residual projections 0.02/√(2L)).
 */
import { choice, flag, integer, type ParamSpecs, type Settings } from '../../core/params.ts';
import { rotaryBase } from '../../core/positions.ts';
import type { Problem } from '../../core/problem.ts';
import { attentionPairs } from '../attentionPairs.ts';
import type { ModelDefinition, TensorSpec } from '../contract.ts';
import { headProblems, nearest } from '../heads.ts';
import {
  attentionDropoutSpec,
  contextSpec,
  depthDropSpec,
  dropoutSpec,
  embeddingDropoutSpecs,
  embeddingRate,
  headsSpec,
  layersSpec,
  widthSpec,
  windowSpec,
} from '../shared.ts';
import { hiddenColumns, innerColumns } from './feedForward.ts';
import { headTable, normEpsilon, transformerForward } from './forward.ts';
import { keyHeads, packedColumns } from './keyHeads.ts';

export const transformerParams = {
  layers: layersSpec,
  heads: headsSpec,
  keyValueHeads: integer({
    name: { en: 'Key/value heads', zh: '键/值头数' },
    symbol: 'K',
    help: {
      en: 'Heads of keys and values, each shared by H/K heads of queries (grouped-query attention): fewer weights, and a smaller cache when generating. 0 gives every head its own.',
      zh: '键和值的头数，每个由 H/K 个查询头共用（分组查询注意力）：权重更少，生成时缓存更小。0 表示每个头各有一份。',
    },
    applies: 'restart',
    advanced: true,
    default: 0,
    min: 0,
    max: 32,
    usual: [0, 12],
  }),
  width: widthSpec,
  context: contextSpec,
  norm: choice({
    name: { en: 'Norm', zh: '归一化' },
    help: {
      en: 'LayerNorm centres and scales every vector; RMSNorm only scales it, without a bias, as LLaMA does.',
      zh: 'LayerNorm 先减均值再缩放；RMSNorm 只缩放、没有偏置，LLaMA 即如此。',
    },
    applies: 'restart',
    advanced: true,
    default: 'layer',
    options: [
      { id: 'layer', name: { en: 'LayerNorm', zh: 'LayerNorm' } },
      { id: 'rms', name: { en: 'RMSNorm', zh: 'RMSNorm' } },
    ],
  }),
  normPlace: choice({
    name: { en: 'Norm placed', zh: '归一化位置' },
    help: {
      en: 'Before each block, inside its branch, and once more before the head, as in GPT-2; or after each sum, as in the first Transformer, which needs a longer warm-up.',
      zh: '放在每个模块之前（支路之内）并在输出层前再做一次，如 GPT-2；或放在每次残差相加之后，如最初的 Transformer，需要更长的预热。',
    },
    applies: 'restart',
    advanced: true,
    default: 'pre',
    options: [
      { id: 'pre', name: { en: 'Before (pre-norm)', zh: '之前（pre-norm）' } },
      { id: 'post', name: { en: 'After (post-norm)', zh: '之后（post-norm）' } },
    ],
  }),
  queryKeyNorm: flag({
    name: { en: 'QK-norm', zh: 'QK 归一化' },
    help: {
      en: 'Divides queries and keys of every head by their root mean square, with a gain, so that scores cannot grow without bound.',
      zh: '将每个头的查询和键除以其均方根并乘以增益，使注意力分数不会无限增大。',
    },
    applies: 'restart',
    advanced: true,
    default: false,
  }),
  positions: choice({
    name: { en: 'Positions', zh: '位置编码' },
    help: {
      en: 'How attention knows the order of tokens: a learned or a fixed vector for each place (sinusoidal), queries and keys turned by their place (RoPE), scores that fall with the distance (ALiBi), or only through the mask.',
      zh: '注意力如何得知词元次序：每个位置一个可学习的或固定的向量（正弦）；按位置旋转查询和键（RoPE）；分数随距离下降（ALiBi）；或仅凭掩码。',
    },
    applies: 'restart',
    advanced: true,
    default: 'learned',
    options: [
      { id: 'learned', name: { en: 'Learned', zh: '可学习' } },
      { id: 'sinusoidal', name: { en: 'Sinusoidal', zh: '正弦' } },
      { id: 'rope', name: { en: 'RoPE', zh: 'RoPE' } },
      { id: 'alibi', name: { en: 'ALiBi', zh: 'ALiBi' } },
      { id: 'none', name: { en: 'None', zh: '无' } },
    ],
  }),
  activation: choice({
    name: { en: 'Activation', zh: '激活函数' },
    help: {
      en: 'What bends the feed-forward layer: GELU as in GPT-2; ReLU; its square, as in Primer; or SwiGLU, as in LLaMA, where one half of the columns gates the other, 8D/3 wide instead of 4D so that there are as many weights.',
      zh: '前馈层的非线性：GPT-2 的 GELU；ReLU；Primer 的平方 ReLU；或 LLaMA 的 SwiGLU：一半的列控制另一半的开合，宽度取 8D/3 而不是 4D，使权重数大致不变。',
    },
    applies: 'restart',
    advanced: true,
    default: 'gelu',
    options: [
      { id: 'gelu', name: { en: 'GELU', zh: 'GELU' } },
      { id: 'relu', name: { en: 'ReLU', zh: 'ReLU' } },
      { id: 'relu2', name: { en: 'ReLU²', zh: 'ReLU²' } },
      { id: 'swiglu', name: { en: 'SwiGLU', zh: 'SwiGLU' } },
    ],
  }),
  window: windowSpec,
  tiedHead: flag({
    name: { en: 'Tied head', zh: '共享输出层' },
    help: {
      en: 'The output head multiplies with the table of the embedding. Without, it has V·D weights of its own.',
      zh: '输出层与词嵌入共用一张表。关闭后输出层另有 V·D 个权重。',
    },
    applies: 'restart',
    advanced: true,
    default: true,
  }),
  dropout: dropoutSpec,
  attentionDropout: attentionDropoutSpec,
  ...embeddingDropoutSpecs,
  depthDrop: depthDropSpec,
} as const satisfies ParamSpecs;

export type TransformerSettings = Settings<typeof transformerParams>;

function check(settings: TransformerSettings): readonly Problem[] {
  const problems = headProblems(settings, { even: settings.positions === 'rope' });
  return problems.length > 0 ? problems : sharedKeysCheck(settings);
}

function sharedKeysCheck({ heads, keyValueHeads }: TransformerSettings): readonly Problem[] {
  if (keyValueHeads === 0 || heads % keyValueHeads === 0) return [];
  const divisors = Array.from({ length: heads }, (_, i) => i + 1).filter((count) => heads % count === 0);
  const list = divisors.join(', ');
  return [
    {
      path: 'keyValueHeads',
      message: {
        en: `${heads} heads cannot share ${keyValueHeads} heads of keys evenly. Possible: ${list}.`,
        zh: `${heads} 个注意力头无法平均共用 ${keyValueHeads} 个键/值头。可选：${list}。`,
      },
      nearest: nearest(divisors, keyValueHeads) ?? 0,
    },
  ];
}

function tensors(settings: TransformerSettings, vocabulary: number): readonly TensorSpec[] {
  const { layers, width, heads, context, norm: kind, normPlace, positions, queryKeyNorm, tiedHead } = settings;
  const matrix = (name: string, rows: number, columns: number, std = 0.02): TensorSpec => ({
    name,
    shape: [rows, columns],
    init: { kind: 'normal', std },
    decay: true,
  });
  const vector = (name: string, length: number, value: number): TensorSpec => ({
    name,
    shape: [length],
    init: { kind: 'constant', value },
    decay: false,
  });
  const norm = (name: string): readonly TensorSpec[] => [
    vector(`${name}.weight`, width, 1),
    ...(kind === 'layer' ? [vector(`${name}.bias`, width, 0)] : []),
  ];
  const [packed, inner] = [packedColumns(settings), innerColumns(settings)];
  const residualStd = 0.02 / Math.sqrt(2 * layers);
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const at = `transformer.h.${layer}`;
    return [
      ...norm(`${at}.ln_1`),
      matrix(`${at}.attn.c_attn.weight`, width, packed),
      vector(`${at}.attn.c_attn.bias`, packed, 0),
      ...(queryKeyNorm
        ? ['q_norm', 'k_norm'].map((name) => vector(`${at}.attn.${name}.weight`, width / heads, 1))
        : []),
      matrix(`${at}.attn.c_proj.weight`, width, width, residualStd),
      vector(`${at}.attn.c_proj.bias`, width, 0),
      ...norm(`${at}.ln_2`),
      matrix(`${at}.mlp.c_fc.weight`, width, inner),
      vector(`${at}.mlp.c_fc.bias`, inner, 0),
      matrix(`${at}.mlp.c_proj.weight`, hiddenColumns(settings), width, residualStd),
      vector(`${at}.mlp.c_proj.bias`, width, 0),
    ];
  });
  return [
    { ...matrix('transformer.wte.weight', vocabulary, width), outer: true },
    ...(positions === 'learned' ? [{ ...matrix('transformer.wpe.weight', context, width), outer: true as const }] : []),
    ...blocks.flat(),
    ...(normPlace === 'pre' ? norm('transformer.ln_f') : []),
    ...(tiedHead ? [] : [{ ...matrix(headTable(settings), vocabulary, width), outer: true as const }]),
  ];
}

/** As Hugging Face calls them; `swiglu`, which is no function of one number, has no name there. */
const activationNames = { gelu: 'gelu_new', relu: 'relu', relu2: 'relu2', swiglu: 'swiglu' } as const;

/** Blocks in the order and with the attention that today's families have: norms before them, nothing hidden but the future. */
export const isUsual = ({ normPlace, queryKeyNorm, window }: TransformerSettings): boolean =>
  normPlace === 'pre' && !queryKeyNorm && window === 0;

/** What Hugging Face's `GPT2LMHeadModel` can express. */
const isGpt2 = (settings: TransformerSettings): boolean =>
  isUsual(settings) &&
  settings.norm === 'layer' &&
  settings.positions === 'learned' &&
  keyHeads(settings) === settings.heads &&
  settings.activation !== 'swiglu';

/** Of what is no family of Hugging Face's; names of tensors are GPT-2's where it has them. */
const ownConfig = (settings: TransformerSettings, vocabulary: number): Readonly<Record<string, unknown>> => ({
  architectures: ['trimtab-transformer'],
  model_type: 'trimtab-transformer',
  vocab_size: vocabulary,
  context: settings.context,
  width: settings.width,
  layers: settings.layers,
  heads: settings.heads,
  key_value_heads: keyHeads(settings),
  norm: settings.norm,
  norm_placement: settings.normPlace,
  norm_epsilon: normEpsilon,
  qk_norm: settings.queryKeyNorm,
  sliding_window: settings.window > 0 ? settings.window : null,
  positions: settings.positions,
  ...(settings.positions === 'rope' && { rope_theta: rotaryBase }),
  activation: activationNames[settings.activation],
  feed_forward_width: hiddenColumns(settings),
  tie_word_embeddings: settings.tiedHead,
  torch_dtype: 'float32',
});

export const transformer: ModelDefinition<'transformer', typeof transformerParams> = {
  id: 'transformer',
  name: { en: 'Transformer decoder', zh: 'Transformer 解码器' },
  summary: {
    en: 'Every token looks back at all earlier ones by attention; GPT-2’s form with learned positions and a tied head, or with the norm, positions, activation and shared keys of later models.',
    zh: '每个词元通过注意力回看之前的所有词元；默认采用 GPT-2 形式：可学习位置编码，输出层与词嵌入共享权重；也可换用后来模型的归一化、位置编码、激活函数和共用键。',
  },
  formula: String.raw`\begin{aligned}x &\leftarrow x+W_O\,\mathrm{softmax}\!\Big(\tfrac{QK^\top}{\sqrt{D/H}}+\text{mask}\Big)V\\ x &\leftarrow x+W_2\,\mathrm{GELU}(W_1\,\mathrm{LN}(x))\end{aligned}`,
  source: {
    text: 'Radford et al. 2019, Language Models are Unsupervised Multitask Learners (GPT-2)',
    url: 'https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf',
  },
  params: transformerParams,
  check,
  tensors,
  headTensors: (settings) => (settings.tiedHead ? [] : [headTable(settings)]),
  headWidth: ({ width }) => width,
  attends: true,
  forward: transformerForward,
  context: ({ context }) => context,
  trainingFlops(settings, vocabulary, size, time, prefix = 0) {
    const { layers, width, window } = settings;
    const rows = size * time;
    const columns = packedColumns(settings) + width + innerColumns(settings) + hiddenColumns(settings);
    const dense = 6 * rows * (layers * width * columns + vocabulary * width);
    // 2 products forward, 5 backward.
    return dense + 14 * size * attentionPairs(time, window, prefix) * width * layers;
  },
  activationBytes(settings, vocabulary, size, time) {
    const { layers, width, heads, positions, normPlace, queryKeyNorm } = settings;
    // Queries and keys as they were, and a number for each of their heads.
    const normed = queryKeyNorm ? packedColumns(settings) + heads + keyHeads(settings) : 0;
    const perLayer =
      packedColumns(settings) + 5 * width + innerColumns(settings) + hiddenColumns(settings) + heads + normed;
    const placed = positions === 'learned' || positions === 'sinusoidal' ? width : 0;
    const ends = (normPlace === 'pre' ? 2 : 1) * width + placed;
    return 4 * size * time * (layers * perLayer + ends + 2 * vocabulary);
  },
  attentionMatrixBytes: ({ layers, heads }, size, time) => 4 * layers * size * heads * time * time,
  exportConfig(settings, vocabulary) {
    const { layers, width, heads, context, dropout, attentionDropout, activation } = settings;
    if (!isGpt2(settings)) return ownConfig(settings, vocabulary);
    return {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      vocab_size: vocabulary,
      n_positions: context,
      n_embd: width,
      n_layer: layers,
      n_head: heads,
      n_inner: null,
      activation_function: activationNames[activation],
      layer_norm_epsilon: normEpsilon,
      embd_pdrop: embeddingRate(settings),
      attn_pdrop: attentionDropout,
      resid_pdrop: dropout,
      tie_word_embeddings: settings.tiedHead,
      torch_dtype: 'float32',
    };
  },
};
