/** Adam as torch.optim.Adam has it: weight decay, if any, is an L2 term in the gradient and passes through the averages. */
import type { ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import {
  momentHyper,
  momentParams,
  momentScalars,
  momentState,
  momentUpdate,
  type MomentScalar,
  type MomentState,
} from './moments.ts';
import { decayFor, l2Effect, learningRateSpec, weightDecaySpec } from './shared.ts';

const params = {
  learningRate: learningRateSpec({ default: 1e-3, usual: [1e-4, 1e-2] }),
  ...momentParams,
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 0.01] }, l2Effect),
} as const satisfies ParamSpecs;

export const adam: OptimizerDefinition<'adam', typeof params, MomentState, MomentScalar | 'weightDecay'> = {
  id: 'adam',
  name: { en: 'Adam', zh: '自适应矩估计 Adam' },
  summary: {
    en: 'Gives every weight its own step: the averaged gradient divided by the root of its averaged square.',
    zh: '为每个权重自适应步长：梯度的滑动平均除以其平方滑动平均的平方根。',
  },
  formula: String.raw`\begin{aligned}g_t&\leftarrow g_t+\lambda\theta_{t-1}\\ m_t&=\beta_1 m_{t-1}+(1-\beta_1)g_t\\ s_t&=\beta_2 s_{t-1}+(1-\beta_2)g_t^2\\ \theta_t&=\theta_{t-1}-\eta\,\frac{m_t/(1-\beta_1^t)}{\sqrt{s_t/(1-\beta_2^t)}+\varepsilon}\end{aligned}`,
  source: {
    text: 'Kingma & Ba 2015, Adam: A Method for Stochastic Optimization, algorithm 1; torch.optim.Adam',
    url: 'https://arxiv.org/abs/1412.6980',
  },
  params,
  state: momentState,
  scalars: [...momentScalars, 'weightDecay'],
  hyper: (settings, learningRate, step, decays) => ({
    ...momentHyper(settings, learningRate, step),
    weightDecay: decayFor(settings.weightDecay, decays),
  }),
  update(ops, { parameter, gradient, state, hyper }) {
    const penalised = ops.add(gradient, ops.mul(hyper.weightDecay, parameter));
    return momentUpdate(ops, parameter, penalised, state, hyper);
  },
};
