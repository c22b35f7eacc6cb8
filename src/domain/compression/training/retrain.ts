/** Training that goes on after a cut: what was pruned stays zero, and factors are trained as factors. */
import { trainingParams } from './params.ts';
import type { TrainerDefinition } from './contract.ts';

export const retrain: TrainerDefinition<'retrain'> = {
  id: 'retrain',
  name: { en: 'Retrain', zh: '再训练' },
  summary: {
    en: 'Goes on training what earlier passes left: weights that are gone stay zero, and the others make up for them.',
    zh: '在前面各步的结果上继续训练：已剪去的权重保持为零，由其余权重弥补损失。',
  },
  formula: String.raw`w\leftarrow m\odot\Big(w-\eta\,\frac{\partial L}{\partial w}\Big)`,
  source: {
    text: 'Han et al. 2015, Learning both Weights and Connections, section 3',
    url: 'https://arxiv.org/abs/1506.02626',
  },
  params: trainingParams,
  levels: () => null,
};
