/** RMSprop as torch.optim.RMSprop has it with momentum, not centred: the average of squares has no bias correction. */
import { number, type ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { decayFor, epsilonSpec, l2Effect, learningRateSpec, squareDecaySpec, weightDecaySpec } from './shared.ts';
import { penalised } from './velocity.ts';

const params = {
  learningRate: learningRateSpec({ default: 1e-3, usual: [1e-4, 1e-2] }),
  alpha: squareDecaySpec({ symbol: '\\alpha', default: 0.99, usual: [0.9, 0.99] }),
  momentum: number({
    name: { en: 'Momentum', zh: '动量' },
    symbol: '\\mu',
    help: {
      en: 'Share of the previous step that is kept, after the division. 0 is RMSprop as Hinton taught it.',
      zh: '保留上一步（归一化之后）更新量的比例。0 即 Hinton 课程中的 RMSprop。',
    },
    applies: 'live',
    default: 0,
    min: 0,
    max: 0.999,
    step: 0.01,
    usual: [0, 0.9],
  }),
  epsilon: epsilonSpec(1e-8),
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 0.01] }, l2Effect),
} as const satisfies ParamSpecs;

type State = 'square' | 'velocity';
type Scalar = 'rate' | 'alpha' | 'oneMinusAlpha' | 'momentum' | 'epsilon' | 'weightDecay';

export const rmsprop: OptimizerDefinition<'rmsprop', typeof params, State, Scalar> = {
  id: 'rmsprop',
  name: { en: 'RMSprop', zh: '均方根传播 RMSprop' },
  summary: {
    en: 'Divides by the root of a running average of squared gradients: Adagrad that forgets.',
    zh: '除以梯度平方滑动平均的平方根：会遗忘的 Adagrad。',
  },
  formula: String.raw`\begin{aligned}g_t&\leftarrow g_t+\lambda\theta_{t-1}\\ s_t&=\alpha s_{t-1}+(1-\alpha)g_t^2\\ v_t&=\mu v_{t-1}+\frac{g_t}{\sqrt{s_t}+\varepsilon}\\ \theta_t&=\theta_{t-1}-\eta v_t\end{aligned}`,
  source: {
    text: 'Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5; torch.optim.RMSprop',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html',
  },
  params,
  state: ['square', 'velocity'],
  scalars: ['rate', 'alpha', 'oneMinusAlpha', 'momentum', 'epsilon', 'weightDecay'],
  hyper: ({ alpha, momentum, epsilon, weightDecay }, learningRate, _step, decays) => ({
    rate: learningRate,
    alpha,
    oneMinusAlpha: 1 - alpha,
    momentum,
    epsilon,
    weightDecay: decayFor(weightDecay, decays),
  }),
  update(ops, input) {
    const { parameter, state, hyper } = input;
    const gradient = penalised(ops, input);
    const square = ops.add(
      ops.mul(hyper.alpha, state.square),
      ops.mul(hyper.oneMinusAlpha, ops.mul(gradient, gradient)),
    );
    const step = ops.div(gradient, ops.add(ops.sqrt(square), hyper.epsilon));
    const velocity = ops.add(ops.mul(hyper.momentum, state.velocity), step);
    return { parameter: ops.sub(parameter, ops.mul(hyper.rate, velocity)), state: { square, velocity } };
  },
};
