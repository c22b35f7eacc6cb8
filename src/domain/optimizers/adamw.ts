/** AdamW as torch.optim.AdamW has it: the weights shrink by 1 − ηλ beside Adam's step instead of inside its averages. */
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
import { decayFor, decoupledEffect, learningRateSpec, weightDecaySpec } from './shared.ts';

const params = {
  learningRate: learningRateSpec({ default: 1e-3, usual: [1e-4, 1e-2] }),
  ...momentParams,
  weightDecay: weightDecaySpec({ default: 0.01, usual: [0, 0.3] }, decoupledEffect),
} as const satisfies ParamSpecs;

export const adamw: OptimizerDefinition<'adamw', typeof params, MomentState, MomentScalar | 'shrink'> = {
  id: 'adamw',
  name: { en: 'AdamW', zh: '解耦权重衰减 AdamW' },
  summary: {
    en: 'Adam with decoupled weight decay, the usual choice for Transformers.',
    zh: '采用解耦权重衰减的 Adam，训练 Transformer 的通常选择。',
  },
  formula: String.raw`\begin{aligned}m_t&=\beta_1 m_{t-1}+(1-\beta_1)g_t\\ s_t&=\beta_2 s_{t-1}+(1-\beta_2)g_t^2\\ \theta_t&=(1-\eta\lambda)\,\theta_{t-1}-\eta\,\frac{m_t/(1-\beta_1^t)}{\sqrt{s_t/(1-\beta_2^t)}+\varepsilon}\end{aligned}`,
  source: {
    text: 'Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization, algorithm 2; torch.optim.AdamW',
    url: 'https://arxiv.org/abs/1711.05101',
  },
  params,
  state: momentState,
  scalars: [...momentScalars, 'shrink'],
  hyper: (settings, learningRate, step, decays) => ({
    ...momentHyper(settings, learningRate, step),
    shrink: 1 - learningRate * decayFor(settings.weightDecay, decays),
  }),
  update(ops, { parameter, gradient, state, hyper }) {
    return momentUpdate(ops, ops.mul(parameter, hyper.shrink), gradient, state, hyper);
  },
};
