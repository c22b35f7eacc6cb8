/**
 * Transformer decoder in GPT-2's form: learned positions, pre-LayerNorm, GELU (tanh), tied head.
 * Tensor names and layouts are those of Hugging Face's `GPT2LMHeadModel`, initial values those of GPT-2
 * (normal 0.02, residual projections 0.02/√(2L)).
 */
import { integer, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import type { ModelDefinition, TensorSpec } from '../contract.ts';
import { contextSpec, dropoutSpec, layersSpec, widthSpec } from '../shared.ts';
import { transformerDecoder } from './decoder.ts';
import { transformerForward } from './forward.ts';

export const transformerParams = {
  layers: layersSpec,
  heads: integer({
    name: { en: 'Heads', zh: '注意力头数' },
    symbol: 'H',
    help: {
      en: 'Parallel attentions per layer, each over D/H columns. The width must be divisible by it.',
      zh: '每层并行的注意力个数，每个头处理 D/H 列；宽度必须能被其整除。',
    },
    applies: 'restart',
    default: 4,
    min: 1,
    max: 32,
    usual: [1, 12],
  }),
  width: widthSpec,
  context: contextSpec,
  dropout: dropoutSpec,
} as const satisfies ParamSpecs;

export type TransformerSettings = Settings<typeof transformerParams>;

/** Largest head size that the attention kernels are written for. */
const largestHead = 128;

/** Legal head counts for a width, in ascending order. */
function legalHeads(width: number): number[] {
  const counts: number[] = [];
  for (let heads = 1; heads <= transformerParams.heads.max; heads++) {
    if (width % heads === 0 && width / heads <= largestHead) counts.push(heads);
  }
  return counts;
}

function nearest(values: readonly number[], wanted: number): number | undefined {
  return values.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0];
}

function check({ width, heads }: TransformerSettings): readonly Problem[] {
  const legal = legalHeads(width);
  if (legal.includes(heads)) return [];
  const best = nearest(legal, heads);
  const list = legal.join(', ');
  if (best === undefined) {
    const rounded = Math.max(16, Math.round(width / 16) * 16);
    return [
      {
        path: 'width',
        message: {
          en: `A width of ${width} cannot be split into heads of at most ${largestHead}; the nearest that can is ${rounded}.`,
          zh: `宽度 ${width} 无法分成每头不超过 ${largestHead} 列的注意力头，最接近的可用宽度是 ${rounded}。`,
        },
        nearest: rounded,
      },
    ];
  }
  return [
    {
      path: 'heads',
      message: {
        en: `A width of ${width} does not divide into ${heads} heads of at most ${largestHead} columns. Possible: ${list}.`,
        zh: `宽度 ${width} 无法平均分成 ${heads} 个不超过 ${largestHead} 列的头。可选：${list}。`,
      },
      nearest: best,
    },
  ];
}

function tensors({ layers, width, context }: TransformerSettings, vocabulary: number): readonly TensorSpec[] {
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
  const residualStd = 0.02 / Math.sqrt(2 * layers);
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const at = `transformer.h.${layer}`;
    return [
      vector(`${at}.ln_1.weight`, width, 1),
      vector(`${at}.ln_1.bias`, width, 0),
      matrix(`${at}.attn.c_attn.weight`, width, 3 * width),
      vector(`${at}.attn.c_attn.bias`, 3 * width, 0),
      matrix(`${at}.attn.c_proj.weight`, width, width, residualStd),
      vector(`${at}.attn.c_proj.bias`, width, 0),
      vector(`${at}.ln_2.weight`, width, 1),
      vector(`${at}.ln_2.bias`, width, 0),
      matrix(`${at}.mlp.c_fc.weight`, width, 4 * width),
      vector(`${at}.mlp.c_fc.bias`, 4 * width, 0),
      matrix(`${at}.mlp.c_proj.weight`, 4 * width, width, residualStd),
      vector(`${at}.mlp.c_proj.bias`, width, 0),
    ];
  });
  return [
    matrix('transformer.wte.weight', vocabulary, width),
    matrix('transformer.wpe.weight', context, width),
    ...blocks.flat(),
    vector('transformer.ln_f.weight', width, 1),
    vector('transformer.ln_f.bias', width, 0),
  ];
}

export const transformer: ModelDefinition<'transformer', typeof transformerParams> = {
  id: 'transformer',
  name: { en: 'Transformer decoder', zh: 'Transformer 解码器' },
  summary: {
    en: 'Every token looks back at all earlier ones by attention; GPT-2’s form with learned positions and a tied head.',
    zh: '每个词元通过注意力回看之前的所有词元；采用 GPT-2 形式：可学习位置编码，输出层与词嵌入共享权重。',
  },
  formula: String.raw`\begin{aligned}x &\leftarrow x+W_O\,\mathrm{softmax}\!\Big(\tfrac{QK^\top}{\sqrt{D/H}}+\text{mask}\Big)V\\ x &\leftarrow x+W_2\,\mathrm{GELU}(W_1\,\mathrm{LN}(x))\end{aligned}`,
  source: {
    text: 'Radford et al. 2019, Language Models are Unsupervised Multitask Learners (GPT-2)',
    url: 'https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf',
  },
  params: transformerParams,
  check,
  tensors,
  forward: transformerForward,
  decoder: transformerDecoder,
  context: ({ context }) => context,
  trainingFlops({ layers, width }, vocabulary, size, time) {
    const rows = size * time;
    const dense = 6 * rows * (12 * layers * width * width + vocabulary * width);
    // Causal attention touches half of T×T: 2 products forward, 5 backward.
    return dense + 7 * rows * time * width * layers;
  },
  activationBytes({ layers, width, heads }, vocabulary, size, time) {
    return 4 * size * time * (layers * (16 * width + heads) + 3 * width + 2 * vocabulary);
  },
  attentionMatrixBytes: ({ layers, heads }, size, time) => 4 * layers * size * heads * time * time,
  exportConfig({ layers, width, heads, context, dropout }, vocabulary) {
    return {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      vocab_size: vocabulary,
      n_positions: context,
      n_embd: width,
      n_layer: layers,
      n_head: heads,
      n_inner: null,
      activation_function: 'gelu_new',
      layer_norm_epsilon: 1e-5,
      embd_pdrop: dropout,
      attn_pdrop: 0,
      resid_pdrop: dropout,
      tie_word_embeddings: true,
      torch_dtype: 'float32',
    };
  },
};
