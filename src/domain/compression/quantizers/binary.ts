/**
 * Signs times the mean size. α = mean|w| is the least-squares scale for given signs: Σ(w − α sign w)² is a parabola in α
 * with its lowest point there. Written as one-bit integers, whose levels are ∓s/2, with s = 2α. The sign of 0 is +.
 */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Shape, WeightQuantizer } from '../contract.ts';
import { groupCount, groupRange } from '../encodings/groups.ts';
import { middle, packInteger, type IntegerHeader } from '../encodings/integer.ts';
import { toF16 } from '../numeric/halfFloats.ts';
import { integerHeader } from './integerGrid.ts';
import { meanAbs } from './meanAbs.ts';
import { checkGroup, groupingParams, groupOf } from './params.ts';

const params = { ...groupingParams({ granularity: 'row', group: 128 }) } as const satisfies ParamSpecs;

const plan = (shape: Shape, settings: Settings<typeof params>): IntegerHeader =>
  integerHeader(shape, { bits: 1, symmetric: true }, groupOf(settings, shape));

export const binary: WeightQuantizer<'binary', typeof params> = {
  id: 'binary',
  name: { en: 'Binary (XNOR-Net)', zh: '二值（XNOR-Net）' },
  summary: {
    en: 'Keeps the sign of every weight and one size per row: one bit, and the end of what a weight can lose.',
    zh: '只保留每个权重的符号，每行再加一个大小：一位，权重所能压缩的极限。',
  },
  formula: String.raw`\alpha=\frac1n\sum_i|w_i|,\quad \hat w=\alpha\,\operatorname{sign}(w)`,
  source: { text: 'Rastegari et al. 2016, XNOR-Net, equation 6', url: 'https://arxiv.org/abs/1603.05279' },
  params,
  check: checkGroup,
  needs: 'weights',
  plan,
  *quantize(matrix, settings) {
    const header = plan(matrix, settings);
    const { values } = matrix;
    const codes = Uint8Array.from(values, (value) => (value >= 0 ? 1 : 0));
    const scales = new Float32Array(groupCount(header));
    for (let index = 0; index < scales.length; index++) {
      scales[index] = toF16(meanAbs(values, groupRange(header, index)) / middle(1));
      yield (index + 1) / scales.length;
    }
    return packInteger(header, { codes, scales });
  },
};
