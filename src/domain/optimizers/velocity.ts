/** What the methods with a velocity share, as torch.optim.SGD has it: v ← μv + (1 − τ)g, and v₁ = g whatever the dampening. */
import type { Ops } from '../core/ops.ts';
import { number } from '../core/params.ts';
import { l2Effect, learningRateSpec, weightDecaySpec } from './shared.ts';

export const velocityParams = {
  learningRate: learningRateSpec({ default: 0.1, usual: [0.01, 1] }),
  momentum: number({
    name: { en: 'Momentum', zh: '动量' },
    symbol: '\\mu',
    help: {
      en: 'Share of the previous velocity that is kept. Raising it smooths out noise and lengthens the effective step to η/(1−μ).',
      zh: '保留上一步速度的比例。越大越能平滑噪声，等效步长增至 η/(1−μ)。',
    },
    applies: 'live',
    default: 0.9,
    // Less is plain gradient descent; and a 0 left over from another method gives way to the default.
    min: 0.1,
    max: 0.999,
    step: 0.01,
    usual: [0.8, 0.95],
  }),
  weightDecay: weightDecaySpec({ default: 0, usual: [0, 0.01] }, l2Effect),
} as const;

export interface Penalised<T> {
  readonly parameter: T;
  readonly gradient: T;
  readonly hyper: Readonly<Record<'weightDecay', T>>;
}

/** g + λθ. */
export const penalised = <T>(ops: Ops<T>, { parameter, gradient, hyper }: Penalised<T>): T =>
  ops.add(gradient, ops.mul(hyper.weightDecay, parameter));
