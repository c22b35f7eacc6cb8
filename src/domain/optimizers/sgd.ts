/**
 * Stochastic gradient descent as torch.optim.SGD has it: L2 decay in the gradient, no dampening, and a momentum buffer
 * that sums gradients (v ← μv + g, θ ← θ − ηv), so that a change of η acts on the whole velocity at once.
 */
import { number, type ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { decayFor, l2Effect, learningRateSpec, weightDecaySpec } from './shared.ts';

const params = {
  learningRate: learningRateSpec({ default: 0.1, usual: [0.01, 1] }),
  momentum: number({
    name: { en: 'Momentum', zh: '动量' },
    symbol: '\\mu',
    help: {
      en: 'Share of the previous velocity that is kept. Raising it smooths out noise and lengthens the effective step to η/(1−μ).',
      zh: '保留上一步速度的比例。越大越能平滑噪声，等效步长增至 η/(1−μ)。',
    },
    applies: 'live',
    default: 0,
    min: 0,
    max: 0.999,
    step: 0.01,
    usual: [0, 0.95],
  }),
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 0.01] }, l2Effect),
} as const satisfies ParamSpecs;

type State = 'velocity';
type Scalar = 'rate' | 'momentum' | 'weightDecay';

export const sgd: OptimizerDefinition<'sgd', typeof params, State, Scalar> = {
  id: 'sgd',
  name: { en: 'SGD', zh: '随机梯度下降 SGD' },
  summary: {
    en: 'Steps against the gradient, every weight with the same learning rate; momentum lets steps accumulate.',
    zh: '沿梯度反方向更新，所有权重使用同一学习率；动量使更新得以累积。',
  },
  formula: String.raw`\begin{aligned}g_t&\leftarrow g_t+\lambda\theta_{t-1}\\ v_t&=\mu v_{t-1}+g_t\\ \theta_t&=\theta_{t-1}-\eta v_t\end{aligned}`,
  source: {
    text: 'Robbins & Monro 1951; Polyak 1964; torch.optim.SGD',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html',
  },
  params,
  state: ['velocity'],
  scalars: ['rate', 'momentum', 'weightDecay'],
  hyper: ({ momentum, weightDecay }, learningRate, _step, decays) => ({
    rate: learningRate,
    momentum,
    weightDecay: decayFor(weightDecay, decays),
  }),
  update(ops, { parameter, gradient, state, hyper }) {
    const penalised = ops.add(gradient, ops.mul(hyper.weightDecay, parameter));
    const velocity = ops.add(ops.mul(hyper.momentum, state.velocity), penalised);
    return { parameter: ops.sub(parameter, ops.mul(hyper.rate, velocity)), state: { velocity } };
  },
};
