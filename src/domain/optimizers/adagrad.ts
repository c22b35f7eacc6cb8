/** Adagrad as torch.optim.Adagrad has it, without its own decay of the learning rate: that is the schedule's affair. */
import { number, type ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { decayFor, epsilonSpec, l2Effect, learningRateSpec, weightDecaySpec } from './shared.ts';
import { penalised } from './velocity.ts';

const params = {
  learningRate: learningRateSpec({ default: 0.03, usual: [0.003, 0.1] }),
  initialSum: number({
    name: { en: 'Sum at the start', zh: '累积初值' },
    symbol: 's_0',
    help: {
      en: 'What the sum of squared gradients starts from. Above 0 it tames the first steps, which otherwise all have length η. TensorFlow starts from 0.1.',
      zh: '梯度平方和的初值。大于 0 时抑制最初几步，否则首步长度都是 η。TensorFlow 取 0.1。',
    },
    applies: 'live',
    advanced: true,
    default: 0,
    min: 0,
    max: 1,
    step: 0.01,
    usual: [0, 0.1],
  }),
  epsilon: epsilonSpec(1e-10),
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 0.01] }, l2Effect),
} as const satisfies ParamSpecs;

type Scalar = 'rate' | 'initialSum' | 'epsilon' | 'weightDecay';

export const adagrad: OptimizerDefinition<'adagrad', typeof params, 'sum', Scalar> = {
  id: 'adagrad',
  name: { en: 'Adagrad', zh: '自适应梯度 Adagrad' },
  summary: {
    en: 'Divides by the root of all squared gradients so far: rare features keep large steps, and every step shrinks with time.',
    zh: '除以历史梯度平方和的平方根：稀有特征保持大步长，而所有步长都随时间缩小。',
  },
  formula: String.raw`\begin{aligned}g_t&\leftarrow g_t+\lambda\theta_{t-1}\\ s_t&=s_{t-1}+g_t^2\\ \theta_t&=\theta_{t-1}-\eta\,\frac{g_t}{\sqrt{s_t}+\varepsilon}\end{aligned}`,
  source: {
    text: 'Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods; torch.optim.Adagrad',
    url: 'https://jmlr.org/papers/v12/duchi11a.html',
  },
  params,
  state: ['sum'],
  scalars: ['rate', 'initialSum', 'epsilon', 'weightDecay'],
  hyper: (settings, learningRate, _step, decays) => ({
    rate: learningRate,
    initialSum: settings.initialSum,
    epsilon: settings.epsilon,
    weightDecay: decayFor(settings.weightDecay, decays),
  }),
  update(ops, input) {
    const { parameter, state, hyper } = input;
    const gradient = penalised(ops, input);
    const sum = ops.add(state.sum, ops.mul(gradient, gradient));
    const scale = ops.add(ops.sqrt(ops.add(hyper.initialSum, sum)), hyper.epsilon);
    return { parameter: ops.sub(parameter, ops.div(ops.mul(hyper.rate, gradient), scale)), state: { sum } };
  },
};
