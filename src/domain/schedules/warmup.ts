/** Linear warm-up in nanoGPT's form, (step + 1)/(warm-up + 1): the first update already moves, and none is wasted at 0. */
import { integer, type NumberSpec } from '../core/params.ts';

export const warmupSpec = (fields: Pick<NumberSpec, 'default'>): NumberSpec =>
  integer({
    name: { en: 'Warm-up', zh: '预热步数' },
    symbol: 'w',
    unit: { en: 'steps', zh: '步' },
    help: {
      en: 'The learning rate rises linearly over this many steps, while Adam’s averages are still unreliable. 0 starts at full rate.',
      zh: '学习率在这些步内线性升高，此时 Adam 的滑动平均尚不可靠。0 表示一开始就用完整学习率。',
    },
    applies: 'live',
    min: 0,
    max: 100000,
    scale: 'log',
    smallest: 1,
    usual: [0, 1000],
    ...fields,
  });

/** The warm-up factor, or null once it is over. */
export const warmupFactor = (step: number, warmupSteps: number): number | null =>
  step < warmupSteps ? (step + 1) / (warmupSteps + 1) : null;
