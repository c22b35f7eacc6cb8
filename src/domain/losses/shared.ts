/**
 * Parameter specifications that several losses share. Z-loss and confidence penalty are settings of every loss instead of losses
 * of their own, so that they add to whichever is chosen; see docs/decisions/0018-losses.md.
 */
import { number, type ParamSpecs } from '../core/params.ts';

export const smoothingSpec = number({
  name: { en: 'Label smoothing', zh: '标签平滑' },
  symbol: String.raw`\varepsilon`,
  help: {
    en: 'Share of each target that is spread evenly over the whole vocabulary, so that the model stays less sure of itself. Training only: its loss then lies higher, while validation goes on measuring plain cross-entropy.',
    zh: '把每个目标的这一份额平均分给整个词表，使模型不至于过分自信。只用于训练：训练损失会因此偏高，验证仍按普通交叉熵计算。',
  },
  applies: 'live',
  default: 0,
  min: 0,
  max: 0.9,
  step: 0.01,
  usual: [0, 0.2],
});

export const addedTerms = {
  zLoss: number({
    name: { en: 'Z-loss', zh: 'z 损失' },
    symbol: String.raw`\alpha`,
    help: {
      en: 'Adds α log² Z, Z being the denominator of the softmax, so that logits do not drift away from zero together; PaLM takes 1e-4 (Chowdhery et al. 2022). Training only.',
      zh: '加上 α log² Z，其中 Z 是 softmax 的分母，防止所有对数几率一起漂离零点；PaLM 取 1e-4（Chowdhery 等 2022）。只用于训练。',
    },
    applies: 'live',
    advanced: true,
    default: 0,
    min: 0,
    max: 1,
    scale: 'log',
    smallest: 1e-6,
    usual: [0, 0.001],
  }),
  confidencePenalty: number({
    name: { en: 'Confidence penalty', zh: '置信度惩罚' },
    symbol: String.raw`\beta`,
    help: {
      en: 'Takes β times the entropy of the prediction off the loss, so that distributions with all mass on few tokens are punished (Pereyra et al. 2017). Training only, and its loss may fall below zero.',
      zh: '从损失中减去 β 倍的预测熵，从而惩罚把全部概率压在少数词元上的分布（Pereyra 等 2017）。只用于训练，训练损失可能因此低于零。',
    },
    applies: 'live',
    advanced: true,
    default: 0,
    min: 0,
    max: 1,
    step: 0.01,
    usual: [0, 0.2],
  }),
} as const satisfies ParamSpecs;

export const addedWeights = (settings: {
  readonly zLoss: number;
  readonly confidencePenalty: number;
}): { readonly normaliser: number; readonly confidence: number } => ({
  normaliser: settings.zLoss,
  confidence: settings.confidencePenalty,
});
