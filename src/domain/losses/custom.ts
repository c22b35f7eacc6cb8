/** A loss that a person writes: an expression of the target's probability, differentiated by the program. */
import { text, type ParamSpecs } from '../core/params.ts';
import { plainTerms, type LossDefinition } from './contract.ts';
import { formulaOf } from './expression/formula.ts';
import { expressionProblem } from './expression/problem.ts';
import { addedTerms, addedWeights } from './shared.ts';

const usual = '(1 - p)^2 * -log(p)';

const params = {
  expression: text({
    name: { en: 'Expression', zh: '表达式' },
    symbol: 'L',
    help: {
      en: 'Of p, the target’s probability; H, entropy in nats; V, vocabulary; y, the target’s id; f, its share of the data; step and steps. With + − * / ^ < > ==, exp, log, sqrt, abs, tanh, min, max. p is kept above 4e-18, 1 − p above 6e-8.',
      zh: '可用：p（目标概率）、H（熵，奈特）、V（词表大小）、y（目标编号）、f（目标在数据中的占比）、step、steps；+ − * / ^ < > ==、exp、log、sqrt、abs、tanh、min、max。p 不低于 4e-18，1 − p 不低于 6e-8。',
    },
    applies: 'live',
    default: usual,
    maxLength: 160,
  }),
  ...addedTerms,
} as const satisfies ParamSpecs;

export const custom: LossDefinition<'custom', typeof params> = {
  id: 'custom',
  name: { en: 'Own expression', zh: '自定义表达式' },
  summary: {
    en: 'Any loss of a target’s probability that you can write down; its gradient comes by automatic differentiation.',
    zh: '用目标概率写出的任意损失，梯度由自动微分得到。',
  },
  formula: String.raw`L=\frac1N\sum_i\ell(p_i,H_i),\quad\frac{\partial\ell}{\partial z_v}=-\ell_p\,p\,(p_v-[v=y])-\ell_H\,p_v(\log p_v+H)`,
  source: {
    text: 'Wengert 1964, A simple automatic derivative evaluation program',
    url: 'https://doi.org/10.1145/355586.364791',
  },
  params,
  check({ expression }) {
    const problem = expressionProblem(expression, usual);
    return problem === null ? [] : [{ path: 'expression', ...problem }];
  },
  training: (settings) => ({
    ...plainTerms,
    ...addedWeights(settings),
    formula: formulaOf(settings.expression),
  }),
};
