/** What ships: each an experiment of the lab with words that no file holds. Licences are those of the corpora. */

const small = {
  en: 'A toy for experiments: it strings letters together and knows nothing. Not for advice, facts, or texts that somebody might take for true.',
  zh: '仅供实验的玩具模型：它只会拼接字符，没有任何知识。请勿用于咨询、查证事实，或生成可能被当真的文字。',
};

/** @param {{ en: string, zh: string }} more */
const limits = (more) => ({ en: `${small.en} ${more.en}`, zh: `${small.zh}${more.zh}` });

const whale = {
  en: 'Its only book is of 1851 and carries the prejudices of its time, about peoples and about whaling.',
  zh: '它只读过一本 1851 年的书，带有那个时代对不同民族和捕鲸的偏见。',
};

export const models = [
  {
    id: 'moby-dick-gpt',
    name: { en: 'Moby-Dick Transformer (reference)', zh: '《白鲸》Transformer（参考模型）' },
    about: {
      en: 'A decoder of three layers that continues text letter by letter. The figures of docs/compression.md are of this model.',
      zh: '三层解码器，逐字符续写文本。docs/compression.md 中的数据都来自这个模型。',
    },
    limits: limits(whale),
    preset: 'gpt-moby-dick',
    set: {
      'model.layers': 3,
      'model.width': 128,
      'optimizer.learningRate': '4e-3',
      'training.batchSize': 16,
      'training.evalEvery': 200,
    },
  },
  {
    id: 'moby-dick-lstm',
    name: { en: 'Moby-Dick LSTM', zh: '《白鲸》LSTM' },
    about: {
      en: 'One recurrent layer on the same book: how much of what compression costs depends on the architecture?',
      zh: '用同一本书训练的单层循环网络：压缩的代价有多少取决于架构？',
    },
    limits: limits(whale),
    preset: 'lstm-moby-dick',
    set: { 'training.steps': 2000, 'training.evalEvery': 200 },
  },
  {
    id: 'chinese-dictionary',
    name: { en: 'Chinese–English dictionary', zh: '汉英词典模型' },
    about: {
      en: 'Writes dictionary entries, Chinese words with an English meaning. With thousands of characters most of its bytes are the table of the vocabulary.',
      zh: '生成词典条目：汉语词语及其英文释义。字符有数千个，因此大部分字节是词表。',
    },
    limits: limits({
      en: 'The words it invents are mostly no words, and their meanings are guessed: learn no language from it.',
      zh: '它编造的词语大多并不存在，释义也是猜的：请勿用来学习语言。',
    }),
    preset: 'gpt-moby-dick',
    set: {
      'data.corpus': 'chinese-words',
      'model.context': 48,
      'optimizer.learningRate': '5e-3',
      'training.batchSize': 16,
      'training.evalEvery': 200,
    },
  },
  {
    id: 'first-names-tiny',
    name: { en: 'First names (tiny)', zh: '英文名字（极小）' },
    about: {
      en: 'Invents first names with fewer than thirty thousand weights: for slow computers and for looking at every matrix.',
      zh: '用不到三万个权重编造英文名字：适合较慢的电脑，也便于逐个查看矩阵。',
    },
    limits: limits({
      en: 'Most names of its list are English, so what it invents sounds English too.',
      zh: '名单以英语国家的名字为主，因此编出的名字也像英文名。',
    }),
    preset: 'first-names',
    set: { 'model.width': 32, 'training.steps': 1500 },
  },
];

/** As typed after `npm run lab -- run`, without `--out`. */
export const runArguments = ({ preset, set }) => [
  preset,
  ...Object.entries(set).flatMap(([path, value]) => ['--set', `${path}=${value}`]),
  '--backend',
  'wasm',
];
