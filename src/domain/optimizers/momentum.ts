/** Heavy-ball momentum in torch's form: the velocity sums gradients, and the learning rate acts on all of it. */
import { number, type ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { decayFor } from './shared.ts';
import { penalised, velocityParams } from './velocity.ts';

const params = {
  ...velocityParams,
  dampening: number({
    name: { en: 'Dampening', zh: '阻尼' },
    symbol: '\\tau',
    help: {
      en: 'Share of each new gradient that the velocity leaves out. Equal to the momentum it makes the velocity an average instead of a sum.',
      zh: '新梯度中不计入速度的比例。取值等于动量时，速度成为平均而不是求和。',
    },
    applies: 'live',
    advanced: true,
    default: 0,
    min: 0,
    max: 0.999,
    step: 0.01,
    usual: [0, 0.9],
  }),
} as const satisfies ParamSpecs;

type Scalar = 'rate' | 'momentum' | 'share' | 'weightDecay';

export const momentum: OptimizerDefinition<'momentum', typeof params, 'velocity', Scalar> = {
  id: 'momentum',
  name: { en: 'Momentum', zh: '动量法' },
  summary: {
    en: 'Gradient descent with a velocity: steps in a lasting direction add up, steps to and fro cancel.',
    zh: '带速度的梯度下降：方向一致的更新逐步累积，来回摆动的更新相互抵消。',
  },
  formula: String.raw`\begin{aligned}g_t&\leftarrow g_t+\lambda\theta_{t-1}\\ v_1&=g_1,\quad v_t=\mu v_{t-1}+(1-\tau)\,g_t\\ \theta_t&=\theta_{t-1}-\eta v_t\end{aligned}`,
  source: {
    text: 'Polyak 1964, Some methods of speeding up the convergence of iteration methods; torch.optim.SGD',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html',
  },
  params,
  state: ['velocity'],
  scalars: ['rate', 'momentum', 'share', 'weightDecay'],
  hyper: (settings, learningRate, step, decays) => ({
    rate: learningRate,
    momentum: settings.momentum,
    share: step === 1 ? 1 : 1 - settings.dampening,
    weightDecay: decayFor(settings.weightDecay, decays),
  }),
  update(ops, input) {
    const { parameter, state, hyper } = input;
    const velocity = ops.add(ops.mul(hyper.momentum, state.velocity), ops.mul(hyper.share, penalised(ops, input)));
    return { parameter: ops.sub(parameter, ops.mul(hyper.rate, velocity)), state: { velocity } };
  },
};
