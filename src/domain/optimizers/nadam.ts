/**
 * NAdam as torch.optim.NAdam has it: β₁ grows towards its value along a schedule of its own, and the step mixes the next
 * momentum with the present gradient. What depends on the step alone is folded into two rates in double precision.
 */
import { number, type ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { momentParams, momentState, type MomentState } from './moments.ts';
import { decayFor, l2Effect, learningRateSpec, weightDecaySpec } from './shared.ts';
import { penalised } from './velocity.ts';

const params = {
  learningRate: learningRateSpec({ default: 2e-3, usual: [1e-4, 1e-2] }),
  ...momentParams,
  momentumDecay: number({
    name: { en: 'Momentum decay', zh: '动量衰减' },
    symbol: '\\psi',
    help: {
      en: 'How quickly the momentum grows from about β₁/2 to β₁. Torch’s 0.004 takes some ten thousand steps.',
      zh: '动量从约 β₁/2 增长到 β₁ 的快慢。torch 的默认值 0.004 需要约一万步。',
    },
    applies: 'live',
    advanced: true,
    default: 0.004,
    min: 0,
    max: 1,
    scale: 'log',
    smallest: 1e-4,
    usual: [0.001, 0.1],
  }),
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 0.01] }, l2Effect),
} as const satisfies ParamSpecs;

type Scalar =
  | 'beta1'
  | 'oneMinusBeta1'
  | 'beta2'
  | 'oneMinusBeta2'
  | 'gradientRate'
  | 'meanRate'
  | 'squareScale'
  | 'epsilon'
  | 'weightDecay';

/** μ at step t, from 1. */
const momentumAt = (beta1: number, psi: number, step: number): number => beta1 * (1 - 0.5 * 0.96 ** (step * psi));

/** Π μᵢ up to t; what is below a double's resolution beside 1 counts as 0. */
function momentumProduct(beta1: number, psi: number, step: number): number {
  let product = 1;
  for (let i = 1; i <= step && product > Number.EPSILON / 4; i++) product *= momentumAt(beta1, psi, i);
  return product > Number.EPSILON / 4 ? product : 0;
}

export const nadam: OptimizerDefinition<'nadam', typeof params, MomentState, Scalar> = {
  id: 'nadam',
  name: { en: 'NAdam', zh: 'Nesterov 自适应矩估计 NAdam' },
  summary: {
    en: 'Adam with Nesterov’s look ahead: the newest gradient weighs more in the step than in the average.',
    zh: '带 Nesterov 前瞻的 Adam：最新梯度在更新中的权重大于它在滑动平均中的权重。',
  },
  formula: String.raw`\begin{aligned}g_t&\leftarrow g_t+\lambda\theta_{t-1}\\ \mu_t&=\beta_1\big(1-\tfrac12\,0.96^{t\psi}\big)\\ m_t&=\beta_1 m_{t-1}+(1-\beta_1)g_t\\ s_t&=\beta_2 s_{t-1}+(1-\beta_2)g_t^2\\ \hat m_t&=\frac{\mu_{t+1}m_t}{1-\prod_{i\le t+1}\mu_i}+\frac{(1-\mu_t)g_t}{1-\prod_{i\le t}\mu_i}\\ \theta_t&=\theta_{t-1}-\eta\,\frac{\hat m_t}{\sqrt{s_t/(1-\beta_2^t)}+\varepsilon}\end{aligned}`,
  source: {
    text: 'Dozat 2016, Incorporating Nesterov Momentum into Adam; torch.optim.NAdam',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.NAdam.html',
  },
  params,
  state: momentState,
  scalars: [
    'beta1',
    'oneMinusBeta1',
    'beta2',
    'oneMinusBeta2',
    'gradientRate',
    'meanRate',
    'squareScale',
    'epsilon',
    'weightDecay',
  ],
  hyper({ beta1, beta2, epsilon, momentumDecay, weightDecay }, learningRate, step, decays) {
    const product = momentumProduct(beta1, momentumDecay, step);
    const next = momentumAt(beta1, momentumDecay, step + 1);
    return {
      beta1,
      oneMinusBeta1: 1 - beta1,
      beta2,
      oneMinusBeta2: 1 - beta2,
      gradientRate: (learningRate * (1 - momentumAt(beta1, momentumDecay, step))) / (1 - product),
      meanRate: (learningRate * next) / (1 - product * next),
      squareScale: 1 / Math.sqrt(1 - beta2 ** step),
      epsilon,
      weightDecay: decayFor(weightDecay, decays),
    };
  },
  update(ops, input) {
    const { parameter, state, hyper } = input;
    const gradient = penalised(ops, input);
    const mean = ops.add(ops.mul(hyper.beta1, state.mean), ops.mul(hyper.oneMinusBeta1, gradient));
    const square = ops.add(
      ops.mul(hyper.beta2, state.square),
      ops.mul(hyper.oneMinusBeta2, ops.mul(gradient, gradient)),
    );
    const scale = ops.add(ops.mul(ops.sqrt(square), hyper.squareScale), hyper.epsilon);
    const step = ops.add(ops.mul(hyper.gradientRate, gradient), ops.mul(hyper.meanRate, mean));
    return { parameter: ops.sub(parameter, ops.div(step, scale)), state: { mean, square } };
  },
};
