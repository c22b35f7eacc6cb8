/**
 * The part that Adam and AdamW share: two running averages, their bias corrections, and the step. The corrections are
 * folded into two scalars in double precision, in torch's order: θ ← θ − (η/c₁) m / (√s/√c₂ + ε), cᵢ = 1 − βᵢᵗ.
 */
import type { Ops } from '../core/ops.ts';
import { number } from '../core/params.ts';
import { epsilonSpec } from './shared.ts';

export const momentParams = {
  beta1: number({
    name: { en: 'Decay of the mean', zh: '一阶矩衰减率' },
    symbol: '\\beta_1',
    help: {
      en: 'Memory of the averaged gradient, about 1/(1−β₁) steps. Raising it smooths the direction.',
      zh: '梯度滑动平均的记忆长度，约 1/(1−β₁) 步。越大方向越平滑。',
    },
    applies: 'live',
    default: 0.9,
    min: 0,
    max: 0.9999,
    step: 0.01,
    usual: [0.8, 0.95],
  }),
  beta2: number({
    name: { en: 'Decay of the square', zh: '二阶矩衰减率' },
    symbol: '\\beta_2',
    help: {
      en: 'Memory of the averaged squared gradient, about 1/(1−β₂) steps. Language models often use 0.95 to 0.99.',
      zh: '梯度平方滑动平均的记忆长度，约 1/(1−β₂) 步。语言模型常用 0.95 至 0.99。',
    },
    applies: 'live',
    default: 0.999,
    min: 0,
    max: 0.99999,
    step: 0.001,
    usual: [0.95, 0.999],
  }),
  epsilon: epsilonSpec(1e-8),
} as const;

export const momentState = ['mean', 'square'] as const;
export type MomentState = (typeof momentState)[number];

export const momentScalars = [
  'beta1',
  'beta2',
  'oneMinusBeta1',
  'oneMinusBeta2',
  'rate',
  'squareScale',
  'epsilon',
] as const;
export type MomentScalar = (typeof momentScalars)[number];

interface MomentSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** `rate` is η/c₁ and `squareScale` 1/√c₂. */
export function momentHyper(
  { beta1, beta2, epsilon }: MomentSettings,
  learningRate: number,
  step: number,
): Record<MomentScalar, number> {
  return {
    beta1,
    beta2,
    oneMinusBeta1: 1 - beta1,
    oneMinusBeta2: 1 - beta2,
    rate: learningRate / (1 - beta1 ** step),
    squareScale: 1 / Math.sqrt(1 - beta2 ** step),
    epsilon,
  };
}

export function momentUpdate<T>(
  ops: Ops<T>,
  parameter: T,
  gradient: T,
  state: Readonly<Record<MomentState, T>>,
  hyper: Readonly<Record<MomentScalar, T>>,
): { readonly parameter: T; readonly state: Readonly<Record<MomentState, T>> } {
  const mean = ops.add(ops.mul(hyper.beta1, state.mean), ops.mul(hyper.oneMinusBeta1, gradient));
  const square = ops.add(ops.mul(hyper.beta2, state.square), ops.mul(hyper.oneMinusBeta2, ops.mul(gradient, gradient)));
  const scale = ops.add(ops.mul(ops.sqrt(square), hyper.squareScale), hyper.epsilon);
  return { parameter: ops.sub(parameter, ops.div(ops.mul(hyper.rate, mean), scale)), state: { mean, square } };
}
