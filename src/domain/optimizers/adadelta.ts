/** Adadelta as torch.optim.Adadelta has it: ε stands inside both roots, and the learning rate only scales the step. */
import type { ParamSpecs } from '../core/params.ts';
import type { OptimizerDefinition } from './contract.ts';
import { decayFor, epsilonSpec, l2Effect, learningRateSpec, squareDecaySpec, weightDecaySpec } from './shared.ts';
import { penalised } from './velocity.ts';

const params = {
  learningRate: learningRateSpec({ default: 1, usual: [0.1, 1] }),
  rho: squareDecaySpec({ symbol: '\\rho', default: 0.9, usual: [0.9, 0.99] }),
  epsilon: epsilonSpec(1e-6),
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 0.01] }, l2Effect),
} as const satisfies ParamSpecs;

type State = 'square' | 'stepSquare';
type Scalar = 'rate' | 'rho' | 'oneMinusRho' | 'epsilon' | 'weightDecay';

export const adadelta: OptimizerDefinition<'adadelta', typeof params, State, Scalar> = {
  id: 'adadelta',
  name: { en: 'Adadelta', zh: '自适应增量 Adadelta' },
  summary: {
    en: 'Scales each step by the size of the steps before it, so that it carries the unit of the weights and needs little tuning.',
    zh: '用以往更新量的大小来缩放每一步，使其与权重量纲一致，几乎不需要调学习率。',
  },
  formula: String.raw`\begin{aligned}g_t&\leftarrow g_t+\lambda\theta_{t-1}\\ s_t&=\rho s_{t-1}+(1-\rho)g_t^2\\ d_t&=\frac{\sqrt{u_{t-1}+\varepsilon}}{\sqrt{s_t+\varepsilon}}\,g_t\\ u_t&=\rho u_{t-1}+(1-\rho)d_t^2\\ \theta_t&=\theta_{t-1}-\eta d_t\end{aligned}`,
  source: {
    text: 'Zeiler 2012, ADADELTA: An Adaptive Learning Rate Method, algorithm 1; torch.optim.Adadelta',
    url: 'https://arxiv.org/abs/1212.5701',
  },
  params,
  state: ['square', 'stepSquare'],
  scalars: ['rate', 'rho', 'oneMinusRho', 'epsilon', 'weightDecay'],
  hyper: ({ rho, epsilon, weightDecay }, learningRate, _step, decays) => ({
    rate: learningRate,
    rho,
    oneMinusRho: 1 - rho,
    epsilon,
    weightDecay: decayFor(weightDecay, decays),
  }),
  update(ops, input) {
    const { parameter, state, hyper } = input;
    const gradient = penalised(ops, input);
    const averaged = (before: typeof gradient, value: typeof gradient): typeof gradient =>
      ops.add(ops.mul(hyper.rho, before), ops.mul(hyper.oneMinusRho, ops.mul(value, value)));
    const root = (value: typeof gradient): typeof gradient => ops.sqrt(ops.add(value, hyper.epsilon));
    const square = averaged(state.square, gradient);
    const step = ops.mul(ops.div(root(state.stepSquare), root(square)), gradient);
    const stepSquare = averaged(state.stepSquare, step);
    return { parameter: ops.sub(parameter, ops.mul(hyper.rate, step)), state: { square, stepSquare } };
  },
};
