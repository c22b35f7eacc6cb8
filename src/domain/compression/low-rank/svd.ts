/** The best approximation of the weights themselves, whatever the inputs are. */
import type { LowRankDefinition } from './contract.ts';
import { rankParams } from './rankParams.ts';

export const svd: LowRankDefinition<'svd'> = {
  id: 'svd',
  name: { en: 'Singular value decomposition', zh: '奇异值分解' },
  summary: {
    en: 'Replaces a matrix by two thin ones: the closest matrix of that rank.',
    zh: '用两个细长矩阵代替原矩阵，是该秩下最接近原矩阵的近似。',
  },
  formula: String.raw`W\approx U_r\Sigma_r V_r^\top,\quad\lVert W-\hat W\rVert_F^2=\sum_{i>r}\sigma_i^2`,
  source: {
    text: 'Eckart & Young 1936, The Approximation of One Matrix by Another of Lower Rank',
    url: 'https://doi.org/10.1007/BF02288367',
  },
  params: rankParams,
  needs: 'weights',
  weighting: () => null,
};
