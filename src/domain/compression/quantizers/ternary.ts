/** BitNet b1.58's absmean rule, applied to weights that were trained without it: a baseline that training has to repair. */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Shape, WeightQuantizer } from '../contract.ts';
import { groupCount, groupRange } from '../encodings/groups.ts';
import { packTernary, type TernaryHeader } from '../encodings/ternary.ts';
import { toF16 } from '../numeric/halfFloats.ts';
import { roundHalfEven } from '../numeric/roundHalfEven.ts';
import { meanAbs } from './meanAbs.ts';
import { checkGroup, groupingParams, groupOf } from './params.ts';

const params = { ...groupingParams({ granularity: 'tensor', group: 128 }) } as const satisfies ParamSpecs;

const plan = ({ rows, columns }: Shape, settings: Settings<typeof params>): TernaryHeader => ({
  kind: 'ternary',
  rows,
  columns,
  group: groupOf(settings, { rows, columns }),
});

export const ternary: WeightQuantizer<'ternary', typeof params> = {
  id: 'ternary',
  name: { en: 'Ternary (BitNet b1.58)', zh: '三值（BitNet b1.58）' },
  summary: {
    en: 'Every weight is −s, 0 or s: 1.6 bits. Ruins a model that was not trained for it, and little one that was.',
    zh: '每个权重为 −s、0 或 s：1.6 位。未按此方式训练的模型会严重受损，按此方式训练的则损失很小。',
  },
  formula: String.raw`s=\frac1n\sum_i|w_i|,\quad \hat w=s\cdot\operatorname{clip}\Big(\Big\lfloor\frac ws\Big\rceil,-1,1\Big)`,
  source: {
    text: 'Ma et al. 2024, The Era of 1-bit LLMs, equations 1 to 3',
    url: 'https://arxiv.org/abs/2402.17764',
  },
  params,
  check: checkGroup,
  needs: 'weights',
  plan,
  *quantize(matrix, settings) {
    const header = plan(matrix, settings);
    const { values } = matrix;
    const trits = new Uint8Array(values.length);
    const scales = new Float32Array(groupCount(header));
    for (let index = 0; index < scales.length; index++) {
      const range = groupRange(header, index);
      const scale = toF16(meanAbs(values, range));
      for (let i = range.start; i < range.end; i++) {
        const level = scale === 0 ? 0 : roundHalfEven(Math.fround((values[i] ?? 0) / scale));
        trits[i] = 1 + Math.min(1, Math.max(-1, level));
      }
      scales[index] = scale;
      yield (index + 1) / scales.length;
    }
    return packTernary(header, trits, scales);
  },
};
