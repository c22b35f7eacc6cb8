/** The plain language model beside another main loss, in a causal pass of its own over the same rows. */
import { TrimtabError } from '../../core/errors.ts';
import type { ParamSpecs } from '../../core/params.ts';
import type { TokenBatch } from '../../data/contract.ts';
import { countTargets } from '../../data/countTargets.ts';
import { plainObjective } from '../../objectives/index.ts';
import type { LossTermDefinition } from './contract.ts';
import { passNumbers } from './passNumbers.ts';
import { weightSpecs } from './weight.ts';

const params = weightSpecs('auxiliaryLm', {
  name: { en: 'Auxiliary language model', zh: '辅助语言模型' },
  help: {
    en: 'Names the next token too, from the same rows as they were before the objective changed them, looking back only. Takes a second forward and backward pass.',
    zh: '对未经训练目标改动的同一批序列，同时只看前文预测下一词元。需多做一次前向与反向计算。',
  },
  applies: 'restart',
  max: 10,
  usual: [0.1, 1],
}) satisfies ParamSpecs;

/** The rows of a batch without what an objective has hidden or shown of them. @throws where it does not say */
function plainRows({ plain, ...batch }: TokenBatch): TokenBatch {
  // Without a prefix, a prefix language model is a plain one.
  if (!plain && batch.prefix !== 0) {
    throw new TrimtabError('internal', { message: 'auxiliary-lm: a batch without its plain rows' });
  }
  const { inputs, targets } = plain ?? batch;
  return { inputs, targets, size: batch.size, time: batch.time };
}

export const auxiliaryLm: LossTermDefinition<'auxiliary-lm', typeof params> = {
  id: 'auxiliary-lm',
  key: 'auxiliaryLm',
  name: { en: 'Auxiliary language model', zh: '辅助语言模型' },
  summary: {
    en: 'Cross-entropy of the next token, beside an objective that trains on something else.',
    zh: '在以其他任务为主的训练目标之外，再加上下一词元的交叉熵。',
  },
  formula: String.raw`L_3=L_2+\lambda L_1,\quad L_1=-\frac1N\sum_i\log p(x_i\mid x_{<i})`,
  source: {
    text: 'Radford et al. 2018, Improving Language Understanding by Generative Pre-Training, equation 5 (λ = 0.5)',
    url: 'https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf',
  },
  params,
  needsHead: true,
  refuses: ({ id }) =>
    id === plainObjective
      ? {
          en: 'The objective is the next token already. Choose another objective, or weight 0.',
          zh: '当前目标本来就是预测下一词元。请选择其他训练目标，或把权重设为 0。',
        }
      : null,
  value(ops, { again, head, batch, whole, weight }) {
    const rows = (): TokenBatch => plainRows(batch());
    const logits = head(again(rows, passNumbers.plain));
    const counted = (): number => Math.max(1, countTargets(plainRows(whole())));
    return ops.crossEntropy(
      logits,
      ops.input(() => rows().targets),
      () => counted() / weight(),
    );
  },
};
