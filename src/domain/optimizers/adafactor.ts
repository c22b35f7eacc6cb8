/**
 * Adafactor without momentum, as its paper and torch.optim.Adafactor have it: of a matrix of squared gradients only the means
 * of rows and of columns are kept. A vector keeps all of its squares. The learning rate stands for ρ, and the schedule for its
 * decay.
 */
import { given } from '../core/matrixOps.ts';
import { flag, number, type ParamSpecs } from '../core/params.ts';
import { directionState, type OptimizerDefinition } from './contract.ts';
import { decayFor, decoupledEffect, learningRateSpec, weightDecaySpec } from './shared.ts';

const params = {
  // Relative steps longer than the weights themselves would double them again and again.
  learningRate: learningRateSpec({ default: 0.03, usual: [0.003, 0.1], max: 1 }),
  decayPower: number({
    name: { en: 'Growth of memory', zh: '记忆增长指数' },
    symbol: '\\gamma',
    help: {
      en: 'Squares are averaged with a decay of 1 − t^−γ, so that memory grows with the run.',
      zh: '平方均值的衰减率为 1 − t^−γ，记忆随训练增长。',
    },
    applies: 'live',
    advanced: true,
    default: 0.8,
    min: 0.1,
    max: 1,
    step: 0.05,
    usual: [0.5, 0.9],
  }),
  threshold: number({
    name: { en: 'Clip of the step', zh: '更新裁剪' },
    symbol: 'd',
    help: {
      en: 'A step whose root mean square would exceed d is scaled down to it.',
      zh: '更新的均方根超过 d 时按比例缩小到 d。',
    },
    applies: 'live',
    default: 1,
    min: 0.01,
    max: 100,
    scale: 'log',
    usual: [0.5, 2],
  }),
  relative: flag({
    name: { en: 'Relative to the weights', zh: '相对权重大小' },
    help: {
      en: 'Multiplies each tensor’s step by the root mean square of its weights, so that η is the share by which they change.',
      zh: '把每个张量的更新乘以其权重的均方根，此时 η 表示权重的相对变化。',
    },
    applies: 'live',
    default: true,
  }),
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 0.1] }, decoupledEffect),
} as const satisfies ParamSpecs;

/** ε₁ of the paper, added to squared gradients, as far as single precision can tell it from nothing. */
const smallestSquare = 1e-30;
/** ε₂: the size below which weights count as of this size. */
const smallestWeights = 1e-3;

type Scalar = 'rate' | 'shrink' | 'beta2' | 'oneMinusBeta2' | 'threshold';

export const adafactor: OptimizerDefinition<'adafactor', typeof params, typeof directionState, Scalar> = {
  id: 'adafactor',
  name: { en: 'Adafactor', zh: '因子化二阶矩 Adafactor' },
  summary: {
    en: 'Adam’s scaling from the means of rows and columns alone: an optimizer that needs next to no memory.',
    zh: '只用行均值和列均值近似 Adam 的缩放：几乎不占内存的优化器。',
  },
  formula: String.raw`\begin{aligned}R_t&=\hat\beta_t R_{t-1}+(1-\hat\beta_t)\operatorname{mean}_{\text{col}}(G_t^2+\varepsilon_1),\quad C_t=\hat\beta_t C_{t-1}+(1-\hat\beta_t)\operatorname{mean}_{\text{row}}(G_t^2+\varepsilon_1)\\ U_t&=G_t\Big/\sqrt{\tfrac{R_tC_t}{\operatorname{mean}(R_t)}},\quad \hat U_t=\frac{U_t}{\max(1,\operatorname{RMS}(U_t)/d)},\quad \hat\beta_t=1-t^{-\gamma}\\ \theta_t&=(1-\eta\lambda)\,\theta_{t-1}-\eta\max(\varepsilon_2,\operatorname{RMS}(\theta_{t-1}))\,\hat U_t\end{aligned}`,
  source: {
    text: 'Shazeer & Stern 2018, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, algorithms 4 and 5; torch.optim.Adafactor',
    url: 'https://arxiv.org/abs/1804.04235',
  },
  params,
  state: [directionState],
  scalars: ['rate', 'shrink', 'beta2', 'oneMinusBeta2', 'threshold'],
  hyper({ decayPower, threshold, weightDecay }, learningRate, step, decays) {
    const forgotten = step ** -decayPower;
    return {
      rate: learningRate,
      shrink: 1 - learningRate * decayFor(weightDecay, decays),
      beta2: 1 - forgotten,
      oneMinusBeta2: forgotten,
      threshold,
    };
  },
  update: (ops, { parameter, state, hyper }) => ({
    parameter: ops.sub(ops.mul(parameter, hyper.shrink), ops.mul(hyper.rate, state.direction)),
    state: { direction: state.direction },
  }),
  stage: {
    takes: () => true,
    factors({ shape }) {
      const [rows = 1, columns = 1] = shape;
      return shape.length === 2 ? { rowSquares: [rows, 1], columnSquares: [1, columns] } : { squares: [1, rows] };
    },
    run(ops, { parameter, gradient, state, hyper }, { relative }) {
      const [kept, taken, threshold] = [hyper['beta2'], hyper['oneMinusBeta2'], hyper['threshold']].map(given);
      const scalars = [given(kept), given(taken)];
      const squares = ops.map([gradient], (e, [g]) => e.add(e.mul(given(g), given(g)), e.constant(smallestSquare)));
      const averaged = (before: typeof gradient | undefined, now: typeof gradient): typeof gradient =>
        ops.map([given(before), now, ...scalars], (e, [old, value, keep, take]) =>
          e.add(e.mul(given(keep), given(old)), e.mul(given(take), given(value))),
        );
      const mean = (x: typeof gradient): typeof gradient => ops.columnMeans(ops.rowMeans(x));
      const meanSquare = (x: typeof gradient): typeof gradient =>
        mean(ops.map([x], (e, [value]) => e.mul(given(value), given(value))));

      const factors =
        state['squares'] === undefined
          ? {
              rowSquares: averaged(state['rowSquares'], ops.rowMeans(squares)),
              columnSquares: averaged(state['columnSquares'], ops.columnMeans(squares)),
            }
          : { squares: averaged(state['squares'], squares) };
      // Three roots, because a product of small squares leaves what single precision can hold.
      const scaled =
        'squares' in factors
          ? ops.map([gradient, factors.squares], (e, [g, s]) => e.div(given(g), e.sqrt(given(s))))
          : ops.map(
              [gradient, factors.rowSquares, factors.columnSquares, mean(factors.rowSquares)],
              (e, [g, r, c, m]) => e.mul(e.div(given(g), e.sqrt(given(c))), e.div(e.sqrt(given(m)), e.sqrt(given(r)))),
            );
      const size = relative ? [meanSquare(parameter)] : [];
      const direction = ops.map(
        [scaled, meanSquare(scaled), given(threshold), ...size],
        (e, [u, square, most, weights]) => {
          const clipped = e.div(given(u), e.max(e.constant(1), e.div(e.sqrt(given(square)), given(most))));
          return weights === undefined ? clipped : e.mul(clipped, e.max(e.constant(smallestWeights), e.sqrt(weights)));
        },
      );
      return { direction, factors };
    },
  },
};
