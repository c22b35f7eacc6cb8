/**
 * Multi-token prediction: a matrix of its own per further token, added to what the head reads, and the model's own head.
 * Gloeckle et al. give each token a whole block; a matrix is what costs little in every architecture.
 */
import { integer, type ParamSpecs } from '../../core/params.ts';
import { countTargets } from '../../data/countTargets.ts';
import { weight as weightOf } from '../../models/initialize.ts';
import type { LossTermDefinition } from './contract.ts';
import { refusesBlanks } from './refusesBlanks.ts';
import { shiftedTargets } from './shiftedTargets.ts';
import { weightSpecs } from './weight.ts';

const params = {
  ...weightSpecs('multiToken', {
    name: { en: 'Multi-token prediction', zh: '多词元预测' },
    help: {
      en: 'Predicts the tokens after the next one too, each through a matrix of its own before the head. The matrices are left out when the model is used.',
      zh: '同时预测下一个之后的词元，每个在输出头之前各有一个矩阵。使用模型时不含这些矩阵。',
    },
    applies: 'restart',
    max: 10,
    usual: [0.1, 0.3],
  }),
  multiTokenCount: integer({
    name: { en: 'Further tokens', zh: '额外词元数' },
    symbol: 'k',
    help: { en: 'How many tokens after the next one.', zh: '下一个词元之后再预测几个。' },
    applies: 'restart',
    advanced: true,
    default: 1,
    min: 1,
    max: 7,
    usual: [1, 3],
  }),
} as const satisfies ParamSpecs;

const nameOf = (ahead: number): string => `multi-token.${ahead}.weight`;

/** 1 … k */
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

export const multiToken: LossTermDefinition<'multi-token', typeof params> = {
  id: 'multi-token',
  key: 'multiToken',
  name: { en: 'Multi-token prediction', zh: '多词元预测' },
  summary: {
    en: 'Mean cross-entropy of the tokens that come after the next one, read from the same hidden state.',
    zh: '从同一隐藏状态预测下一个之后的词元，取其平均交叉熵。',
  },
  formula: String.raw`\frac{\lambda}{k}\sum_{j=1}^{k}\mathrm{CE}\big(\mathrm{head}(h_t+W_jh_t),\,y_{t+j}\big)`,
  source: {
    text: 'Gloeckle et al. 2024, Better & Faster Large Language Models via Multi-token Prediction; mean and weight as DeepSeek-V3, equation 25',
    url: 'https://arxiv.org/abs/2404.19737',
  },
  params,
  needsHead: true,
  refuses: refusesBlanks,
  tensors: ({ multiTokenCount }, width) =>
    upTo(multiTokenCount).map((ahead) => ({
      name: nameOf(ahead),
      shape: [width, width],
      init: { kind: 'normal', std: 0.02 },
      decay: true,
    })),
  value(ops, { hidden, head, weights, time, batch, whole, weight }, { multiTokenCount }) {
    const read = hidden();
    return upTo(multiTokenCount)
      .map((ahead) => {
        const logits = head(ops.linear(read, weightOf(weights, nameOf(ahead)), null, read));
        const targets = ops.input(() => shiftedTargets(batch().targets, time, ahead));
        const counted = (): number => countTargets({ targets: shiftedTargets(whole().targets, time, ahead) });
        return ops.crossEntropy(logits, targets, () => (multiTokenCount * Math.max(1, counted())) / weight());
      })
      .reduce((sum, term) => ops.add(sum, term));
  },
};
