/**
 * Quantisation-aware training: forward and backward pass see the rounded weights, and the gradient moves the full-precision
 * ones as if nothing had been rounded. What is written at the end are the rounded weights that the last step left.
 */
import { choice, type ParamSpecs } from '../../core/params.ts';
import { binary } from '../quantizers/binary.ts';
import { bitsSpec, checkGroup, groupingParams, groupOf, symmetricSpec } from '../quantizers/params.ts';
import { rtn } from '../quantizers/rtn.ts';
import { ternary } from '../quantizers/ternary.ts';
import type { TrainerDefinition } from './contract.ts';
import { trainingParams } from './params.ts';

const params = {
  levels: choice({
    name: { en: 'Levels', zh: '量化级' },
    help: {
      en: 'Evenly spaced levels of so many bits; −s, 0 and s; or a sign and a size.',
      zh: '按位数均匀设级；或只取 −s、0、s；或只取符号与大小。',
    },
    applies: 'restart',
    default: 'integer',
    options: [
      { id: 'integer', name: { en: 'Even', zh: '均匀' } },
      { id: 'ternary', name: { en: 'Ternary', zh: '三值' } },
      { id: 'binary', name: { en: 'Binary', zh: '二值' } },
    ],
  }),
  bits: bitsSpec({ default: 2 }),
  symmetric: symmetricSpec,
  ...groupingParams({ granularity: 'row', group: 64 }),
  ...trainingParams,
} as const satisfies ParamSpecs;

export const qat: TrainerDefinition<'qat', typeof params> = {
  id: 'qat',
  name: { en: 'Quantisation-aware training', zh: '量化感知训练（QAT）' },
  summary: {
    en: 'Trains with rounded weights and lets the gradient through to the unrounded ones: saves what rounding at 2 bits ruins.',
    zh: '用舍入后的权重训练，梯度直接传给未舍入的权重：可挽救 2 位量化带来的崩溃。',
  },
  formula: String.raw`\hat w=w+\operatorname{sg}\big(Q(w)-w\big),\quad \frac{\partial L}{\partial w}:=\frac{\partial L}{\partial\hat w}`,
  source: {
    text: 'Bengio, Léonard & Courville 2013, Estimating or Propagating Gradients, section 4; Jacob et al. 2018, section 3',
    url: 'https://arxiv.org/abs/1308.3432',
  },
  params,
  check: checkGroup,
  choosesLevels: true,
  levels({ levels, bits, symmetric, granularity, group }) {
    const grouping = { granularity, group };
    if (levels !== 'integer') {
      return {
        quantizer: levels === 'ternary' ? ternary : binary,
        settings: grouping,
        gridOf: (matrix) => ({ rule: levels, bits: 1, group: groupOf(grouping, matrix) }),
      };
    }
    return {
      quantizer: rtn,
      settings: { bits, symmetric, ...grouping, clip: 1, clipSearch: false },
      gridOf: (matrix) => ({
        rule: symmetric ? 'symmetric' : 'asymmetric',
        bits,
        group: groupOf(grouping, matrix),
      }),
    };
  },
};
