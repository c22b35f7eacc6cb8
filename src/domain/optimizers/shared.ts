/** Parameter specifications that several optimizers share. Ranges are the same, so that values survive a switch of method. */
import { number, type NumberSpec } from '../core/params.ts';
import type { LocalText } from '../core/text.ts';

export const learningRateSpec = (
  fields: Pick<NumberSpec, 'default' | 'usual'> & Partial<Pick<NumberSpec, 'name' | 'symbol' | 'help' | 'max'>>,
): NumberSpec =>
  number({
    name: { en: 'Learning rate', zh: '学习率' },
    symbol: '\\eta',
    help: {
      en: 'Size of each update, before the schedule scales it. Too small learns slowly, too large makes the loss jump or diverge.',
      zh: '每次更新的步长，再乘以学习率调度的系数。过小则学得慢，过大则损失震荡甚至发散。',
    },
    applies: 'live',
    min: 1e-7,
    max: 10,
    scale: 'log',
    ...fields,
  });

/** nanoGPT's parameter groups: tensors with two or more dimensions decay, the others do not. */
const whichDecay: LocalText = {
  en: 'Applies to matrices and embeddings only, not to biases and normalisation gains, as in nanoGPT.',
  zh: '只作用于矩阵和嵌入，不作用于偏置和归一化的增益，与 nanoGPT 相同。',
};

export const weightDecaySpec = (fields: Pick<NumberSpec, 'default' | 'usual'>, effect: LocalText): NumberSpec =>
  number({
    name: { en: 'Weight decay', zh: '权重衰减' },
    symbol: '\\lambda',
    help: { en: `${effect.en} ${whichDecay.en}`, zh: `${effect.zh}${whichDecay.zh}` },
    applies: 'live',
    min: 0,
    max: 10,
    scale: 'log',
    smallest: 1e-5,
    ...fields,
  });

/** The L2 form: λθ is added to the gradient, as `weight_decay` of torch.optim.SGD and torch.optim.Adam. */
export const l2Effect: LocalText = {
  en: 'Adds λθ to the gradient (an L2 penalty), which pulls weights towards zero.',
  zh: '在梯度上加 λθ（L2 惩罚），把权重拉向零。',
};

/** The form of AdamW: the weights themselves shrink. */
export const decoupledEffect: LocalText = {
  en: 'Shrinks weights by the factor 1 − ηλ at every step, independently of the gradient.',
  zh: '每步把权重乘以 1 − ηλ，与梯度无关（解耦权重衰减）。',
};

export const epsilonSpec = (usual: number): NumberSpec =>
  number({
    name: { en: 'Epsilon', zh: '稳定项' },
    symbol: '\\varepsilon',
    help: {
      en: 'Keeps the division finite where gradients are tiny. Raising it makes the method behave more like SGD with momentum.',
      zh: '梯度很小时避免除以零。增大后，行为趋近带动量的 SGD。',
    },
    applies: 'live',
    advanced: true,
    default: usual,
    min: 1e-12,
    max: 1,
    scale: 'log',
    usual: [usual / 100, Number((100 * usual).toPrecision(1))],
  });

/** Of a running average of squared gradients without bias correction. */
export const squareDecaySpec = (
  fields: Pick<NumberSpec, 'default' | 'usual'> & { readonly symbol: string },
): NumberSpec =>
  number({
    name: { en: 'Decay of the square', zh: '平方均值衰减率' },
    help: {
      en: 'Memory of the averaged squared gradient; a decay of 0.99 remembers about a hundred steps.',
      zh: '梯度平方滑动平均的记忆长度；0.99 约记住一百步。',
    },
    applies: 'live',
    min: 0,
    max: 0.99999,
    step: 0.001,
    ...fields,
  });

/** The scalar that an element-wise update multiplies with: λ where the tensor decays, else 0. */
export const decayFor = (weightDecay: number, decays: boolean): number => (decays ? weightDecay : 0);
