/**
 * The best approximation of the outputs: with S Sᵀ the second moments of the inputs, W S sees inputs that are white, so
 * that its truncation error is the output error. The damping keeps S invertible where inputs depend on each other.
 */
import { TrimtabError } from '../../core/errors.ts';
import { number, type ParamSpecs } from '../../core/params.ts';
import { cholesky } from '../numeric/cholesky.ts';
import { calibrationOf } from '../pruners/layerProblems.ts';
import type { LowRankDefinition } from './contract.ts';
import { rankParams } from './rankParams.ts';

const params = {
  ...rankParams,
  damping: number({
    name: { en: 'Damping', zh: '阻尼' },
    symbol: '\\varepsilon',
    help: {
      en: 'Added to the diagonal of the second moments, as a share of its mean. More trusts the calibration text less.',
      zh: '加到二阶矩对角线上的量，以对角线均值的比例计。越大则越不依赖校准文本。',
    },
    applies: 'restart',
    advanced: true,
    default: 1e-6,
    min: 0,
    max: 1,
    scale: 'log',
    smallest: 1e-9,
    usual: [1e-6, 0.01],
  }),
} as const satisfies ParamSpecs;

export const whitenedSvd: LowRankDefinition<'whitened-svd', typeof params> = {
  id: 'whitened-svd',
  name: { en: 'Whitened SVD', zh: '白化奇异值分解' },
  summary: {
    en: 'Replaces a matrix by two thin ones that lose least in the outputs for inputs as they really are.',
    zh: '用两个细长矩阵代替原矩阵，在真实输入分布下使输出误差最小。',
  },
  formula: String.raw`SS^\top=\mathbb{E}[xx^\top]+\varepsilon I,\quad WS=U\Sigma V^\top,\quad W\approx U_r\Sigma_r V_r^\top S^{-1}`,
  source: {
    text: 'Wang et al. 2024, SVD-LLM: Truncation-aware Singular Value Decomposition, section 3.1',
    url: 'https://arxiv.org/abs/2403.07378',
  },
  params,
  needs: 'calibration',
  weighting({ damping }, { matrix, calibration }) {
    const { columns } = matrix;
    const moments = calibrationOf({ matrix, index: 0, ...(calibration && { calibration }) }).gram.slice();
    let mean = 0;
    for (let j = 0; j < columns; j++) mean += (moments[j * columns + j] ?? NaN) / columns;
    for (let j = 0; j < columns; j++) moments[j * columns + j] = (moments[j * columns + j] ?? NaN) + damping * mean;
    const lower = cholesky(moments, columns);
    if (lower === null) throw singular();
    return lower;
  },
};

const singular = (): TrimtabError =>
  new TrimtabError('bad-config', {}, [
    {
      path: 'damping',
      message: {
        en: 'Some inputs depend on each other on the calibration text; without damping there is no whitening.',
        zh: '校准文本上部分输入线性相关，没有阻尼就无法白化。',
      },
      nearest: params.damping.default,
    },
  ]);
