/** What restrains the weights or the gradients, whatever the optimizer. All is off by default but the clipping of the norm. */
import { choice, number, type ParamSpecs, type Settings } from '../core/params.ts';

export const regularizationParams = {
  clipNorm: number({
    name: { en: 'Clip gradient norm', zh: '梯度范数裁剪' },
    symbol: 'c',
    help: {
      en: 'If the norm of all gradients together exceeds c, they are scaled down to c, as torch.nn.utils.clip_grad_norm_ does. 0 turns it off.',
      zh: '若全部梯度的整体范数超过 c，则按比例缩小到 c，与 torch.nn.utils.clip_grad_norm_ 相同。0 表示关闭。',
    },
    applies: 'live',
    default: 1,
    min: 0,
    max: 1000,
    scale: 'log',
    smallest: 0.01,
    usual: [0.5, 5],
  }),
  clipValue: number({
    name: { en: 'Clip gradient values', zh: '梯度值裁剪' },
    symbol: 'k',
    help: {
      en: 'Cuts every single gradient to between −k and k, after the norm was clipped, as torch.nn.utils.clip_grad_value_ does. It changes the direction of the step. 0 turns it off.',
      zh: '范数裁剪之后，把每个梯度分量截到 −k 与 k 之间，与 torch.nn.utils.clip_grad_value_ 相同，会改变更新方向。0 表示关闭。',
    },
    applies: 'restart',
    advanced: true,
    default: 0,
    min: 0,
    max: 100,
    scale: 'log',
    smallest: 1e-4,
    usual: [0, 1],
  }),
  l2: number({
    name: { en: 'L2 penalty', zh: 'L2 惩罚' },
    symbol: '\\lambda_2',
    help: {
      en: 'Adds ½λ₂‖θ‖² to the loss: matrices and embeddings are pulled towards zero through the gradient. Unlike decoupled decay it passes through Adam’s averages.',
      zh: '在损失上加 ½λ₂‖θ‖²：通过梯度把矩阵和嵌入拉向零。与解耦权重衰减不同，它会进入 Adam 的滑动平均。',
    },
    applies: 'restart',
    advanced: true,
    default: 0,
    min: 0,
    max: 1,
    scale: 'log',
    smallest: 1e-7,
    usual: [0, 1e-3],
  }),
  l1: number({
    name: { en: 'L1 penalty', zh: 'L1 惩罚' },
    symbol: '\\lambda_1',
    help: {
      en: 'Adds λ₁‖θ‖₁ to the loss of matrices and embeddings, which makes weights sparse.',
      zh: '对矩阵和嵌入在损失上加 λ₁‖θ‖₁，使权重稀疏。',
    },
    applies: 'restart',
    advanced: true,
    default: 0,
    min: 0,
    max: 1,
    scale: 'log',
    smallest: 1e-7,
    usual: [0, 1e-3],
  }),
  l1Form: choice({
    name: { en: 'Form of L1', zh: 'L1 的形式' },
    help: {
      en: 'Subgradient: λ₁ sign θ joins the gradient, and weights hover about zero. Proximal: after the step weights move ηλ₁ towards zero and stop there, exactly.',
      zh: '次梯度：λ₁ sign θ 并入梯度，权重在零附近徘徊。近端：更新后权重向零移动 ηλ₁ 并恰好停在零。',
    },
    applies: 'restart',
    advanced: true,
    default: 'proximal',
    options: [
      { id: 'proximal', name: { en: 'Proximal', zh: '近端' } },
      { id: 'subgradient', name: { en: 'Subgradient', zh: '次梯度' } },
    ],
  }),
  samRadius: number({
    name: { en: 'Sharpness-aware radius', zh: '锐度感知半径' },
    symbol: '\\rho',
    help: {
      en: 'SAM (Foret et al. 2021): each update uses the gradient a distance ρ uphill, which prefers flat valleys. Twice the work per step. 0 turns it off.',
      zh: 'SAM（Foret 等 2021）：每步使用沿梯度上坡 ρ 处的梯度，偏好平坦的谷。每步计算量加倍。0 表示关闭。',
    },
    applies: 'restart',
    advanced: true,
    default: 0,
    min: 0,
    max: 10,
    scale: 'log',
    smallest: 1e-3,
    usual: [0.01, 0.2],
  }),
  averageDecay: number({
    name: { en: 'Average of the weights', zh: '权重滑动平均' },
    symbol: 'd',
    help: {
      en: 'Keeps a running average of all weights with decay d (EMA), and validates, writes and exports with it. Early on it forgets faster: min(d, (1+t)/(10+t)). 0 turns it off.',
      zh: '以衰减率 d 保留全部权重的滑动平均（EMA），验证、生成和导出都使用它。训练初期遗忘更快：min(d, (1+t)/(10+t))。0 表示关闭。',
    },
    applies: 'restart',
    advanced: true,
    default: 0,
    min: 0,
    max: 0.9999,
    step: 0.001,
    usual: [0.99, 0.9999],
  }),
  decayEmbeddings: choice({
    name: { en: 'Decay of embeddings', zh: '嵌入的衰减' },
    help: {
      en: 'Whether weight decay and penalties act on embeddings and the output head too, as in nanoGPT, or on hidden matrices only.',
      zh: '权重衰减与惩罚项是否也作用于嵌入和输出头（nanoGPT 如此），或只作用于隐藏层矩阵。',
    },
    applies: 'restart',
    advanced: true,
    default: 'with',
    options: [
      { id: 'with', name: { en: 'Like other matrices', zh: '与其他矩阵相同' } },
      { id: 'without', name: { en: 'None', zh: '不衰减' } },
    ],
  }),
} as const satisfies ParamSpecs;

export type RegularizationSettings = Settings<typeof regularizationParams>;

/** Gradients that a step takes: one where it is, and with SAM another uphill, for which the weights are kept too. */
export const gradientsPerStep = ({ samRadius }: RegularizationSettings): 1 | 2 => (samRadius > 0 ? 2 : 1);
