/** Lottery tickets: what stays of a trained model is trained again from where it began, or from elsewhere as a control. */
import { choice, type ParamSpecs } from '../../core/params.ts';
import { lottery as tickets, lotteryParams } from '../pruners/lottery.ts';
import type { TrainerDefinition } from './contract.ts';
import { rateSpec, stepsSpec, trainingParams } from './params.ts';

const params = {
  share: { ...lotteryParams.share, default: 0.5 },
  rounds: {
    ...lotteryParams.rounds,
    help: {
      en: 'How often to prune, rewind and train. What remains is (1 − p)ⁿ of the weights, after n times the steps.',
      zh: '剪枝、回退并训练的次数。最终剩余 (1 − p)ⁿ 的权重，总步数为每轮步数的 n 倍。',
    },
    default: 1,
    usual: [1, 5],
  },
  rewindTo: choice({
    name: { en: 'Rewind to', zh: '回退到' },
    help: {
      en: 'Where all weights of the model start from in each round: the values that the seed of the run gives; those of another seed, which is the control that a winning ticket has to beat; or where they are, which is plain retraining. Each round reads the same text.',
      zh: '每轮训练时模型全部权重的起点：本次训练种子给出的初始值；另一种子的初始值（对照组，中奖彩票应优于它）；或当前值，即普通的再训练。每轮读取相同的文本。',
    },
    applies: 'restart',
    default: 'initial',
    options: [
      { id: 'initial', name: { en: 'Initial weights', zh: '初始权重' } },
      { id: 'random', name: { en: 'Other random weights', zh: '另一组随机权重' } },
      { id: 'current', name: { en: 'Nowhere', zh: '不回退' } },
    ],
  }),
  ...trainingParams,
  steps: stepsSpec({ default: 500 }),
  // Training begins anew.
  learningRate: rateSpec({ default: 4e-3 }),
} as const satisfies ParamSpecs;

export const lottery: TrainerDefinition<'lottery', typeof params> = {
  ...tickets,
  params,
  levels: () => null,
  rewinding: ({ rounds, share, rewindTo }) => ({ rounds, share, to: rewindTo }),
};
