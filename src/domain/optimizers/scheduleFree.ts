/**
 * Schedule-free AdamW: three sequences of weights instead of a falling learning rate. Gradients are taken at y, which trains;
 * z takes the steps, and x, the average of all z, is what is evaluated. Every z weighs alike, c = 1/t, as in the paper's
 * algorithm 1; the authors' code can weigh by the learning rate, which needs the history of it.
 */
import type { ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { momentParams } from './moments.ts';
import { decayFor, learningRateSpec, weightDecaySpec } from './shared.ts';

const params = {
  learningRate: learningRateSpec({ default: 3e-3, usual: [1e-3, 1e-2] }),
  ...momentParams,
  weightDecay: weightDecaySpec(
    { default: 0.01, usual: [0, 0.3] },
    {
      en: 'Pulls the stepping weights z towards zero by ηλ times the training weights y.',
      zh: '每步把 z 向零拉 ηλ 倍的训练权重 y。',
    },
  ),
} as const satisfies ParamSpecs;

type State = 'stepping' | 'average' | 'square';
type Scalar =
  | 'rate'
  | 'decay'
  | 'beta1'
  | 'oneMinusBeta1'
  | 'beta2'
  | 'oneMinusBeta2'
  | 'squareScale'
  | 'epsilon'
  | 'share';

export const scheduleFree: OptimizerDefinition<'schedule-free-adamw', typeof params, State, Scalar> = {
  id: 'schedule-free-adamw',
  name: { en: 'Schedule-free AdamW', zh: '免调度 AdamW' },
  summary: {
    en: 'Averages its own path instead of lowering the learning rate: use it with a constant schedule, stop whenever you like.',
    zh: '对自身轨迹取平均，代替学习率下降：配合恒定调度使用，随时可以停止。',
  },
  formula: String.raw`\begin{aligned}y_t&=(1-\beta_1)z_t+\beta_1x_t,\quad g_t=\nabla f(y_t)\\ s_t&=\beta_2s_{t-1}+(1-\beta_2)g_t^2\\ z_{t+1}&=z_t-\eta\Big(\frac{g_t}{\sqrt{s_t/(1-\beta_2^t)}+\varepsilon}+\lambda y_t\Big)\\ x_{t+1}&=\big(1-\tfrac1t\big)x_t+\tfrac1t z_{t+1}\end{aligned}`,
  source: {
    text: 'Defazio et al. 2024, The Road Less Scheduled, algorithm 1',
    url: 'https://arxiv.org/abs/2405.15682',
  },
  params,
  state: ['stepping', 'average', 'square'],
  copies: ['stepping', 'average'],
  evaluated: 'average',
  scalars: ['rate', 'decay', 'beta1', 'oneMinusBeta1', 'beta2', 'oneMinusBeta2', 'squareScale', 'epsilon', 'share'],
  hyper: ({ beta1, beta2, epsilon, weightDecay }, learningRate, step, decays) => ({
    rate: learningRate,
    decay: decayFor(weightDecay, decays),
    beta1,
    oneMinusBeta1: 1 - beta1,
    beta2,
    oneMinusBeta2: 1 - beta2,
    squareScale: 1 / Math.sqrt(1 - beta2 ** step),
    epsilon,
    share: 1 / step,
  }),
  update(ops, { parameter, gradient, state, hyper }) {
    const square = ops.add(
      ops.mul(hyper.beta2, state.square),
      ops.mul(hyper.oneMinusBeta2, ops.mul(gradient, gradient)),
    );
    const scale = ops.add(ops.mul(ops.sqrt(square), hyper.squareScale), hyper.epsilon);
    const direction = ops.add(ops.div(gradient, scale), ops.mul(hyper.decay, parameter));
    const stepping = ops.sub(state.stepping, ops.mul(hyper.rate, direction));
    const average = ops.add(state.average, ops.mul(hyper.share, ops.sub(stepping, state.average)));
    const mixed = ops.add(ops.mul(hyper.oneMinusBeta1, stepping), ops.mul(hyper.beta1, average));
    return { parameter: mixed, state: { stepping, average, square } };
  },
};
