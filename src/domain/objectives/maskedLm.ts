/** Masked language model as in BERT: some tokens of a window are hidden, and named from all the others, before and after them. */
import { number, type ParamSpecs, type Settings } from '../core/params.ts';
import type { ObjectiveDefinition } from './contract.ts';

const params = {
  share: number({
    name: { en: 'Hidden tokens', zh: '遮盖比例' },
    help: {
      en: 'Share of a window that has to be named. More gives more to learn from, and less to guess it from.',
      zh: '窗口中需要预测的份额。越大，可学的越多，可供推断的越少。',
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
      en: 'Part of the hidden tokens that becomes [MASK]. Half of the rest becomes a random token, half stays as it is.',
      zh: '被遮盖的词元中换成 [MASK] 的部分。其余一半换成随机词元，一半保持原样。',
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

export type MaskedSettings = Settings<typeof params>;

export const maskedLm: ObjectiveDefinition<'masked-lm', typeof params> = {
  id: 'masked-lm',
  name: { en: 'Fill in the blanks', zh: '完形填空' },
  summary: {
    en: 'Hidden tokens are named from both sides (masked language model, BERT); such a model cannot go on writing.',
    zh: '根据前后文猜出被遮盖的词元（掩码语言模型，BERT）；这种模型不能续写。',
  },
  formula: String.raw`L=-\frac1{|M|}\sum_{i\in M}\log p(x_i\mid \tilde x)`,
  source: {
    text: 'Devlin et al. 2019, BERT, section 3.1 and appendix A.1',
    url: 'https://arxiv.org/abs/1810.04805',
  },
  params,
  answers: 'blanks',
  looksAhead: true,
  seesAhead: () => 1,
  addedTokens: 1,
  only: 'text',
};
