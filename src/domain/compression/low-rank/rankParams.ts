/** How the rank is chosen; the same for every low-rank method. */
import { choice, number, type ParamSpecs, type Settings } from '../../core/params.ts';

export const rankParams = {
  rankBy: choice({
    name: { en: 'Rank from', zh: '秩的确定方式' },
    help: {
      en: 'A budget of parameters for each matrix, the same budget spread over all of them, or the energy to keep in each.',
      zh: '每个矩阵各自的参数预算，在所有矩阵之间分配的总预算，或每个矩阵需保留的能量。',
    },
    applies: 'restart',
    default: 'budget',
    options: [
      { id: 'budget', name: { en: 'Budget of each matrix', zh: '各矩阵预算' } },
      { id: 'shared-budget', name: { en: 'Shared budget', zh: '共享预算' } },
      { id: 'energy', name: { en: 'Energy', zh: '能量' } },
    ],
  }),
  fraction: number({
    name: { en: 'Parameters kept', zh: '保留的参数比例' },
    symbol: '\\rho',
    help: {
      en: 'Parameters of the two factors, as a share of the matrix. Used when the rank comes from a budget.',
      zh: '两个因子的参数量与原矩阵之比。按预算确定秩时使用。',
    },
    applies: 'restart',
    default: 0.5,
    min: 0.02,
    max: 1,
    step: 0.01,
    usual: [0.25, 0.9],
  }),
  energy: number({
    name: { en: 'Energy kept', zh: '保留的能量' },
    symbol: 'E',
    help: {
      en: 'Share of the squared singular values that the kept ones make up. Used when the rank comes from the energy.',
      zh: '保留的奇异值平方和所占的比例。按能量确定秩时使用。',
    },
    applies: 'restart',
    default: 0.95,
    min: 0.1,
    max: 1,
    step: 0.01,
    usual: [0.9, 0.99],
  }),
} as const satisfies ParamSpecs;

export type RankParams = typeof rankParams;
export type RankSettings = Settings<RankParams>;
