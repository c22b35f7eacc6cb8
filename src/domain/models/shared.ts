/** Parameter specifications that several architectures share. */
import { choice, integer, number, type ParamSpecs, type Settings } from '../core/params.ts';

/** Of what is left out at random; up to where something is left. */
const rate = { default: 0, min: 0, max: 0.9, step: 0.01 } as const;

export const layersSpec = integer({
  name: { en: 'Layers', zh: '层数' },
  symbol: 'L',
  help: {
    en: 'Blocks stacked on each other. Deeper models express more and take proportionally longer per step.',
    zh: '堆叠的模块数。层数越多，表达能力越强，每步耗时也成比例增加。',
  },
  applies: 'restart',
  default: 2,
  min: 1,
  max: 24,
  usual: [1, 12],
});

export const widthSpec = integer({
  name: { en: 'Width', zh: '宽度' },
  symbol: 'D',
  help: {
    en: 'Length of the vector that stands for each token. Weights and time grow with its square.',
    zh: '表示每个词元的向量长度。权重数量和耗时随其平方增长。',
  },
  applies: 'restart',
  default: 64,
  min: 8,
  max: 1024,
  scale: 'log',
  usual: [32, 512],
});

export const headsSpec = integer({
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
});

export const contextSpec = integer({
  name: { en: 'Context', zh: '上下文长度' },
  symbol: 'T',
  help: {
    en: 'How many tokens the model reads at once. Training sequences have this length.',
    zh: '模型一次读取的词元数，训练序列即为此长度。',
  },
  applies: 'restart',
  default: 64,
  min: 8,
  max: 1024,
  scale: 'log',
  usual: [32, 256],
});

export const windowSpec = integer({
  name: { en: 'Attention window', zh: '注意力窗口' },
  symbol: 'W',
  help: {
    en: 'Attention sees only so many of the newest tokens: less work on long contexts, and a smaller cache when generating. 0 shows all.',
    zh: '注意力只看最近的若干词元：长上下文的计算量更小，生成时缓存也更小。0 表示看全部。',
  },
  applies: 'restart',
  advanced: true,
  default: 0,
  min: 0,
  max: 1024,
  usual: [0, 256],
});

export const depthDropSpec = number({
  name: { en: 'Stochastic depth', zh: '随机深度' },
  symbol: 'p_L',
  help: {
    en: 'How often a step leaves out the last layer; earlier ones less, in proportion to their depth. Kept layers are scaled up by 1/(1−p), so that evaluation with all of them fits (Huang et al. 2016). Saves no time here.',
    zh: '每步跳过最后一层的概率，较浅的层按深度成比例减小；保留的层放大 1/(1−p)，使评估时用全部层也一致（Huang 等 2016）。此处不节省时间。',
  },
  applies: 'live',
  advanced: true,
  ...rate,
  usual: [0, 0.2],
});

/** Of a layer, counting from 0. */
export const depthDropAt = (last: number, layer: number, layers: number): number => (last * (layer + 1)) / layers;

export const attentionDropoutSpec = number({
  name: { en: 'Attention dropout', zh: '注意力 Dropout' },
  symbol: 'p_A',
  help: {
    en: 'Share of attention weights set to zero at random during training, behind the softmax, so that no token relies on a single other one.',
    zh: '训练时在 softmax 之后随机置零的注意力权重比例，使词元不依赖单个其他词元。',
  },
  applies: 'live',
  advanced: true,
  ...rate,
  usual: [0, 0.2],
});

/** Sites of attention weights lie past those of the residual stream. */
export const attentionSite = (layer: number): number => 0x400 + layer;

/** Dropout of the embedding where it is to differ from that of the residual stream. */
export const embeddingDropoutSpecs = {
  embeddingDropoutForm: choice({
    name: { en: 'Dropout of embeddings', zh: '嵌入 Dropout 的设定' },
    help: {
      en: 'Whether embeddings are dropped at the rate of “Dropout”, like what each layer adds, or at one of their own.',
      zh: '嵌入使用与各层相同的“Dropout”比例，还是单独的比例。',
    },
    applies: 'live',
    advanced: true,
    default: 'shared',
    options: [
      { id: 'shared', name: { en: 'As dropout', zh: '同 Dropout' } },
      { id: 'own', name: { en: 'Own rate', zh: '单独设定' } },
    ],
  }),
  embeddingDropout: number({
    name: { en: 'Embedding dropout', zh: '嵌入 Dropout' },
    symbol: 'p_E',
    help: { en: 'Their own rate, if they have one.', zh: '单独设定时的比例。' },
    applies: 'live',
    advanced: true,
    ...rate,
    usual: [0, 0.3],
  }),
} as const satisfies ParamSpecs;

export const embeddingRate = ({
  dropout,
  embeddingDropoutForm,
  embeddingDropout,
}: Settings<typeof embeddingDropoutSpecs> & { readonly dropout: number }): number =>
  embeddingDropoutForm === 'own' ? embeddingDropout : dropout;

export const dropoutSpec = number({
  name: { en: 'Dropout', zh: '随机失活 Dropout' },
  symbol: 'p',
  help: {
    en: 'Share of activations set to zero at random during training, so that the model cannot rely on any single one. Helps when it starts to memorise.',
    zh: '训练时随机置零的激活比例，使模型不依赖单个激活；在出现过拟合时有用。',
  },
  applies: 'live',
  ...rate,
  usual: [0, 0.3],
});
