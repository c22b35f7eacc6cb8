/** Lion as google/automl has it: only the sign of a mixed momentum steps, with decoupled weight decay. */
import { number, type ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { decayFor, decoupledEffect, learningRateSpec, weightDecaySpec } from './shared.ts';

const params = {
  learningRate: learningRateSpec({ default: 5e-4, usual: [3e-5, 1e-3] }),
  beta1: number({
    name: { en: 'Mixing of the step', zh: '更新的混合系数' },
    symbol: '\\beta_1',
    help: {
      en: 'Share of the momentum in the direction whose sign is taken; the rest is the newest gradient.',
      zh: '取符号的方向中动量所占的比例，其余为最新梯度。',
    },
    applies: 'live',
    default: 0.9,
    min: 0,
    max: 0.9999,
    step: 0.01,
    usual: [0.9, 0.95],
  }),
  beta2: number({
    name: { en: 'Decay of the momentum', zh: '动量衰减率' },
    symbol: '\\beta_2',
    help: {
      en: 'Memory of the averaged gradient, about 1/(1−β₂) steps.',
      zh: '梯度滑动平均的记忆长度，约 1/(1−β₂) 步。',
    },
    applies: 'live',
    default: 0.99,
    min: 0,
    max: 0.99999,
    step: 0.001,
    usual: [0.98, 0.99],
  }),
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 1] }, decoupledEffect),
} as const satisfies ParamSpecs;

type Scalar = 'rate' | 'beta1' | 'oneMinusBeta1' | 'beta2' | 'oneMinusBeta2' | 'shrink';

export const lion: OptimizerDefinition<'lion', typeof params, 'mean', Scalar> = {
  id: 'lion',
  name: { en: 'Lion', zh: '符号动量 Lion' },
  summary: {
    en: 'Every weight moves by exactly η, in the direction of a momentum’s sign: half of Adam’s memory, and a third to a tenth of its learning rate.',
    zh: '每个权重都按动量的符号移动恰好 η：内存为 Adam 的一半，学习率取 Adam 的三分之一至十分之一。',
  },
  formula: String.raw`\begin{aligned}c_t&=\beta_1 m_{t-1}+(1-\beta_1)g_t\\ \theta_t&=(1-\eta\lambda)\,\theta_{t-1}-\eta\operatorname{sign}(c_t)\\ m_t&=\beta_2 m_{t-1}+(1-\beta_2)g_t\end{aligned}`,
  source: {
    text: 'Chen et al. 2023, Symbolic Discovery of Optimization Algorithms, algorithm 2',
    url: 'https://arxiv.org/abs/2302.06675',
  },
  params,
  state: ['mean'],
  scalars: ['rate', 'beta1', 'oneMinusBeta1', 'beta2', 'oneMinusBeta2', 'shrink'],
  hyper: ({ beta1, beta2, weightDecay }, learningRate, _step, decays) => ({
    rate: learningRate,
    beta1,
    oneMinusBeta1: 1 - beta1,
    beta2,
    oneMinusBeta2: 1 - beta2,
    shrink: 1 - learningRate * decayFor(weightDecay, decays),
  }),
  update(ops, { parameter, gradient, state, hyper }) {
    const mixed = ops.add(ops.mul(hyper.beta1, state.mean), ops.mul(hyper.oneMinusBeta1, gradient));
    const mean = ops.add(ops.mul(hyper.beta2, state.mean), ops.mul(hyper.oneMinusBeta2, gradient));
    const shrunk = ops.mul(parameter, hyper.shrink);
    return { parameter: ops.sub(shrunk, ops.mul(hyper.rate, ops.sign(mixed))), state: { mean } };
  },
};
