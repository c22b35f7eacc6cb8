/** Nesterov's momentum as torch.optim.SGD(nesterov=True) has it: the step looks one velocity ahead. */
import type { ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { decayFor } from './shared.ts';
import { penalised, velocityParams } from './velocity.ts';

const params = velocityParams satisfies ParamSpecs;

type Scalar = 'rate' | 'momentum' | 'weightDecay';

export const nesterov: OptimizerDefinition<'nesterov', typeof params, 'velocity', Scalar> = {
  id: 'nesterov',
  name: { en: 'Nesterov momentum', zh: 'Nesterov 动量' },
  summary: {
    en: 'Momentum that corrects itself earlier: the step adds the velocity that the newest gradient has already changed.',
    zh: '更早自我修正的动量法：更新时使用已被最新梯度修正过的速度。',
  },
  formula: String.raw`\begin{aligned}g_t&\leftarrow g_t+\lambda\theta_{t-1}\\ v_t&=\mu v_{t-1}+g_t\\ \theta_t&=\theta_{t-1}-\eta\,(g_t+\mu v_t)\end{aligned}`,
  source: {
    text: 'Nesterov 1983; Sutskever et al. 2013, On the importance of initialization and momentum in deep learning; torch.optim.SGD, nesterov',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html',
  },
  params,
  state: ['velocity'],
  scalars: ['rate', 'momentum', 'weightDecay'],
  hyper: (settings, learningRate, _step, decays) => ({
    rate: learningRate,
    momentum: settings.momentum,
    weightDecay: decayFor(settings.weightDecay, decays),
  }),
  update(ops, input) {
    const { parameter, state, hyper } = input;
    const gradient = penalised(ops, input);
    const velocity = ops.add(ops.mul(hyper.momentum, state.velocity), gradient);
    const ahead = ops.add(gradient, ops.mul(hyper.momentum, velocity));
    return { parameter: ops.sub(parameter, ops.mul(hyper.rate, ahead)), state: { velocity } };
  },
};
