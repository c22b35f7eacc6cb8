/**
 * Masked language model as in BERT: some tokens of a window are hidden, and named from all the others, before and after
 * them. As many in every row, so that no row is without any.
 */
import { number, type ParamSpecs, type Settings } from '../core/params.ts';
import { random32, randomStream, streams } from '../core/random.ts';
import type { TokenBatch } from '../data/contract.ts';
import { withMask, type MaskingTokenizer } from '../tokenizers/withMask.ts';
import type { ObjectiveDefinition } from './contract.ts';

const params = {
  share: number({
    name: { en: 'Hidden tokens', zh: '遮盖比例' },
    help: {
      en: 'Share of the tokens of a window that have to be named. More give more to learn from in each step, and less to guess them from.',
      zh: '窗口中需要预测的词元份额。比例越大，每步可学的越多，可供推断的上下文越少。',
    },
    applies: 'restart',
    default: 0.15,
    min: 0.01,
    max: 0.9,
    step: 0.01,
    usual: [0.1, 0.4],
  }),
  blanked: number({
    name: { en: 'Of these, blanked', zh: '其中换成掩码' },
    help: {
      en: 'Part of the hidden tokens that the mask token takes the place of. Of the rest one half becomes a random token, the other is left as it is, so that no token can be trusted blindly.',
      zh: '需预测的词元中被掩码词元替换的部分。其余一半换成随机词元，一半保持原样，使模型不能盲目相信任何词元。',
    },
    applies: 'restart',
    advanced: true,
    default: 0.8,
    min: 0,
    max: 1,
    step: 0.05,
    usual: [0.5, 1],
  }),
} as const satisfies ParamSpecs;

type MaskedSettings = Settings<typeof params>;

/** Seed of the tokens that validation hides: the same in every run. */
const validationSeed = 0;

export const maskedLm: ObjectiveDefinition<'masked-lm', typeof params> = {
  id: 'masked-lm',
  name: { en: 'Fill in the blanks', zh: '完形填空' },
  summary: {
    en: 'Hidden tokens are named from both sides (masked language model, BERT): good at understanding, unable to go on writing.',
    zh: '根据前后文猜出被遮盖的词元（掩码语言模型，BERT）：擅长理解，但不能续写。',
  },
  formula: String.raw`L=-\frac1{|M|}\sum_{i\in M}\log p(x_i\mid \tilde x),\quad \tilde x_{i\in M}=\begin{cases}\texttt{[MASK]}&80\,\%\\ \text{random}&10\,\%\\ x_i&10\,\%\end{cases}`,
  source: {
    text: 'Devlin et al. 2019, BERT, section 3.1 and appendix A.1',
    url: 'https://arxiv.org/abs/1810.04805',
  },
  params,
  answers: 'blanks',
  looksAhead: true,
  addedTokens: 1,
  only: 'text',
  read(data, settings) {
    const tokenizer = withMask(data.tokenizer);
    return {
      ...data,
      tokenizer,
      facts: { ...data.facts, vocabulary: tokenizer.size },
      grades: 'tokens',
      batch: (seed, step, size, time) =>
        hide(data.batch(seed, step, size, time), { seed, row: step * size, tokenizer, settings }),
      *validation(size, time, limit) {
        let row = 0;
        for (const batch of data.validation(size, time, limit)) {
          yield hide(batch, { seed: validationSeed, row, tokenizer, settings });
          row += batch.size;
        }
      },
    };
  },
};

interface Hiding {
  readonly seed: number;
  /** Number of the first row among all. */
  readonly row: number;
  readonly tokenizer: MaskingTokenizer;
  readonly settings: MaskedSettings;
}

function hide({ inputs: tokens, size, time }: TokenBatch, { seed, row, tokenizer, settings }: Hiding): TokenBatch {
  const { mask, size: vocabulary } = tokenizer;
  /** Any but the mask. */
  const token = (draw: number): number => (draw < mask ? draw : draw + 1);
  const inputs = tokens.slice();
  const targets = new Int32Array(tokens.length).fill(-1);
  const hidden = Math.max(1, Math.round(settings.share * time));
  const places = new Int32Array(time);
  for (let r = 0; r < size; r++) {
    const random = randomStream(random32(seed, streams.objective, row + r), streams.objective);
    places.forEach((_, i) => (places[i] = i));
    for (let i = 0; i < hidden; i++) {
      // The first places of a shuffle (Fisher–Yates) are a fair choice of so many.
      const other = i + random.below(time - i);
      const place = places[other] ?? 0;
      places[other] = places[i] ?? 0;
      const at = r * time + place;
      targets[at] = tokens[at] ?? -1;
      const fate = random.uniform();
      if (fate < settings.blanked) inputs[at] = mask;
      else if (fate < (1 + settings.blanked) / 2) inputs[at] = token(random.below(vocabulary - 1));
    }
  }
  return { inputs, targets, size, time, prefix: time };
}
