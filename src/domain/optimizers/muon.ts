/**
 * Muon as Jordan's repository and torch.optim.Muon have it: the momentum of every hidden matrix is made orthogonal before
 * it steps, so that all its directions learn alike. Embeddings, head, biases and gains get AdamW in the same update, with a
 * learning rate of its own; the formula is one for both, and the scalars of the rest switch its other half off.
 */
import { given } from '../core/matrixOps.ts';
import { choice, integer, number, flag, type ParamSpecs } from '../core/params.ts';
import { directionState, type OptimizerDefinition } from './contract.ts';
import {
  momentParams,
  momentScalars,
  momentState,
  momentHyper,
  type MomentScalar,
  type MomentState,
} from './moments.ts';
import { orthogonalize } from './orthogonalize.ts';
import { decayFor, decoupledEffect, learningRateSpec, weightDecaySpec } from './shared.ts';

const params = {
  learningRate: learningRateSpec({ default: 0.02, usual: [0.003, 0.05] }),
  momentum: number({
    name: { en: 'Momentum', zh: '动量' },
    symbol: '\\mu',
    help: {
      en: 'Memory of the averaged gradient of hidden matrices, about 1/(1−μ) steps.',
      zh: '隐藏层矩阵梯度滑动平均的记忆长度，约 1/(1−μ) 步。',
    },
    applies: 'live',
    default: 0.95,
    min: 0,
    max: 0.999,
    step: 0.01,
    usual: [0.9, 0.97],
  }),
  nesterov: flag({
    name: { en: 'Nesterov', zh: 'Nesterov 前瞻' },
    help: {
      en: 'Mixes the newest gradient into the momentum once more before it is made orthogonal.',
      zh: '正交化之前再次把最新梯度混入动量。',
    },
    applies: 'live',
    advanced: true,
    default: true,
  }),
  iterations: integer({
    name: { en: 'Newton–Schulz steps', zh: 'Newton–Schulz 步数' },
    symbol: 'k',
    help: {
      en: 'Three products of matrices each. Five bring the singular values between about 0.7 and 1.2; fewer leave weak directions weak.',
      zh: '每步三次矩阵乘法。五步可使奇异值落在约 0.7 至 1.2 之间；更少则弱方向仍然偏弱。',
    },
    applies: 'live',
    advanced: true,
    default: 5,
    min: 1,
    max: 10,
    usual: [5, 6],
  }),
  scaling: choice({
    name: { en: 'Scale of the step', zh: '步长缩放' },
    help: {
      en: 'By shape: √max(1, outputs/inputs), as Jordan has it. Like AdamW: 0.2·√(longer side), so that AdamW’s learning rates fit.',
      zh: '按形状：√(输出/输入)（至少为 1），即 Jordan 的原版；与 AdamW 相当：0.2·√(较长边)，可直接沿用 AdamW 的学习率。',
    },
    applies: 'live',
    advanced: true,
    default: 'shape',
    options: [
      { id: 'shape', name: { en: 'By shape', zh: '按形状' } },
      { id: 'adamw', name: { en: 'Like AdamW', zh: '与 AdamW 相当' } },
    ],
  }),
  restLearningRate: learningRateSpec({
    name: { en: 'Learning rate of the rest', zh: '其余参数的学习率' },
    symbol: '\\eta_r',
    help: {
      en: 'Of embeddings, head, biases and gains, which AdamW updates. The schedule scales it too.',
      zh: '嵌入、输出头、偏置和增益的学习率，由 AdamW 更新，同样乘以学习率调度的系数。',
    },
    default: 3e-3,
    usual: [3e-4, 1e-2],
  }),
  ...momentParams,
  weightDecay: weightDecaySpec({ default: 0.01, usual: [0, 0.3] }, decoupledEffect),
} as const satisfies ParamSpecs;

type State = MomentState | typeof directionState;
type Scalar = MomentScalar | 'shrink' | 'directionRate';

export const muon: OptimizerDefinition<'muon', typeof params, State, Scalar> = {
  id: 'muon',
  name: { en: 'Muon', zh: '动量正交化 Muon' },
  summary: {
    en: 'Makes the momentum of each hidden matrix orthogonal by a few products of matrices: the fastest learner here per step.',
    zh: '用几次矩阵乘法把每个隐藏层矩阵的动量正交化：这里按步数学得最快的方法。',
  },
  formula: String.raw`\begin{aligned}M_t&=\mu M_{t-1}+(1-\mu)G_t\\ X_0&=\frac{\mu M_t+(1-\mu)G_t}{\lVert\cdot\rVert_F},\quad A=X_iX_i^\top,\quad X_{i+1}=aX_i+(bA+cA^2)X_i\\ \theta_t&=(1-\eta\lambda)\,\theta_{t-1}-\eta\sqrt{\max(1,\tfrac{\text{out}}{\text{in}})}\,X_k\end{aligned}\qquad (a,b,c)=(3.4445,-4.7750,2.0315)`,
  source: {
    text: 'Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks; Liu et al. 2025, Muon is Scalable for LLM Training (scale like AdamW)',
    url: 'https://kellerjordan.github.io/posts/muon/',
  },
  params,
  state: [...momentState, directionState],
  scalars: [...momentScalars, 'shrink', 'directionRate'],
  hyper(settings, learningRate, step, decays, staged = false) {
    const { momentum, weightDecay, restLearningRate } = settings;
    const restRate = restLearningRate * (learningRate / settings.learningRate);
    const shrink = 1 - (staged ? learningRate : restRate) * decayFor(weightDecay, decays);
    const rest = { ...momentHyper(settings, restRate, step), shrink, directionRate: 0 };
    if (!staged) return rest;
    return { ...rest, beta1: momentum, oneMinusBeta1: 1 - momentum, rate: 0, directionRate: learningRate };
  },
  update(ops, { parameter, gradient, state, hyper }) {
    const mean = ops.add(ops.mul(hyper.beta1, state.mean), ops.mul(hyper.oneMinusBeta1, gradient));
    const square = ops.add(
      ops.mul(hyper.beta2, state.square),
      ops.mul(hyper.oneMinusBeta2, ops.mul(gradient, gradient)),
    );
    const scale = ops.add(ops.mul(ops.sqrt(square), hyper.squareScale), hyper.epsilon);
    const shrunk = ops.sub(ops.mul(parameter, hyper.shrink), ops.mul(hyper.directionRate, state.direction));
    return {
      parameter: ops.sub(shrunk, ops.div(ops.mul(hyper.rate, mean), scale)),
      state: { mean, square, direction: state.direction },
    };
  },
  stage: {
    takes: ({ shape, outer, decay }) => decay && shape.length === 2 && outer !== true,
    factors: () => ({}),
    run(ops, { gradient, state, hyper }, { nesterov, iterations, scaling }) {
      const inputs = [state['mean'], gradient, hyper['beta1'], hyper['oneMinusBeta1']].map(given);
      const momentum = ops.map(inputs, (e, [mean, g, kept, taken]) => {
        const after = e.add(e.mul(given(kept), given(mean)), e.mul(given(taken), given(g)));
        return nesterov ? e.add(e.mul(given(kept), after), e.mul(given(taken), given(g))) : after;
      });
      const [rows, columns] = ops.sides(gradient);
      // Our matrices have a column for each output.
      const scale =
        scaling === 'shape' ? Math.sqrt(Math.max(1, columns / rows)) : 0.2 * Math.sqrt(Math.max(rows, columns));
      const turned = orthogonalize(ops, momentum, iterations);
      return {
        direction: ops.map([turned], (e, [value]) => e.mul(given(value), e.constant(scale))),
        factors: {},
      };
    },
  },
};
