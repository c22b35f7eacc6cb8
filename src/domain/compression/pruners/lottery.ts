/**
 * Iterative magnitude pruning: train, remove a share of what is left, set what stays back to its initial value, repeat.
 * The ticket of a round is `masked(initial, mask)`; its control is `masked(other initial values, mask)`.
 */
import type { Definition } from '../../core/definition.ts';
import { integer, number, type ParamSpecs } from '../../core/params.ts';
import { prunedCount, removeSmallest } from './select.ts';

export const lotteryParams = {
  share: number({
    name: { en: 'Share per round', zh: '每轮比例' },
    symbol: 'p',
    help: {
      en: 'Part of the remaining weights that each round removes.',
      zh: '每轮从剩余权重中移除的比例。',
    },
    applies: 'restart',
    default: 0.2,
    min: 0.01,
    max: 0.9,
    step: 0.01,
    usual: [0.1, 0.5],
  }),
  rounds: integer({
    name: { en: 'Rounds', zh: '轮数' },
    symbol: 'n',
    help: {
      en: 'How often to train and prune. What remains is (1 − p)ⁿ of the weights.',
      zh: '训练并剪枝的次数。最终剩余的权重比例为 (1 − p)ⁿ。',
    },
    applies: 'restart',
    default: 5,
    min: 1,
    max: 30,
    usual: [3, 15],
  }),
} as const satisfies ParamSpecs;

export const lottery: Definition<'lottery', typeof lotteryParams> = {
  id: 'lottery',
  name: { en: 'Lottery ticket', zh: '彩票假设' },
  summary: {
    en: 'Trains, prunes, sets what stays back to where it began, and again: is a small network enough from the start?',
    zh: '反复训练、剪枝，并把剩余权重恢复为初始值，检验从一开始就只用小网络是否足够。',
  },
  formula: String.raw`m_{r+1}=m_r\wedge\big[\,|\theta_r|>q_p(|\theta_r|)\,\big],\quad\theta\leftarrow m_{r+1}\odot\theta_0`,
  source: {
    text: 'Frankle & Carbin 2019, The Lottery Ticket Hypothesis, section 1',
    url: 'https://arxiv.org/abs/1803.03635',
  },
  params: lotteryParams,
};

/**
 * The next mask, within the last: `share` of the weights that are left goes, those that training left smallest.
 * @param trained weights at the end of the round.
 */
export function nextTicket(trained: Float32Array, mask: Uint8Array, share: number): Uint8Array {
  const left = Array.from(mask.keys()).filter((i) => mask[i] === 1);
  const scores = Float64Array.from(left, (i) => Math.abs(trained[i] ?? NaN));
  const stays = new Uint8Array(left.length).fill(1);
  removeSmallest(scores, prunedCount(left.length, share), stays);
  const next = mask.slice();
  for (const [n, i] of left.entries()) next[i] = stays[n] ?? 0;
  return next;
}
