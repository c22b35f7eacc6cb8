/** All p² sums exist from the start; which are held out is fixed, so training can memorise long before it generalises. */
import { integer, number, type ParamSpecs } from '../core/params.ts';
import type { CorpusDefinition } from './contract.ts';

const params = {
  modulus: integer({
    name: { en: 'Modulus', zh: '模数' },
    symbol: 'p',
    help: { en: 'Numbers wrap around at p. There are p² questions in all.', zh: '数值到 p 归零，总共有 p² 道题。' },
    applies: 'restart',
    default: 97,
    min: 11,
    max: 997,
    usual: [59, 113],
  }),
  heldOut: number({
    name: { en: 'Held out', zh: '留出比例' },
    help: {
      en: 'Share of the p² questions that training never sees. The more are held out, the later the model generalises.',
      zh: 'p² 道题中不参与训练的比例。留出越多，模型越晚才学会泛化。',
    },
    applies: 'restart',
    default: 0.5,
    min: 0.1,
    max: 0.9,
    step: 0.05,
    usual: [0.3, 0.7],
  }),
} as const satisfies ParamSpecs;

export const modularAddition: CorpusDefinition<'modular-addition', typeof params> = {
  id: 'modular-addition',
  name: { en: 'Task: modular addition', zh: '任务：模加法' },
  summary: {
    en: 'Add two numbers modulo p. With strong weight decay and patience, the model first memorises and then suddenly generalises (grokking).',
    zh: '两数相加后对 p 取模。在较强的权重衰减和足够的耐心下，模型先死记硬背，然后突然学会泛化（grokking，顿悟）。',
  },
  formula: 'c = (a + b) \\bmod p',
  source: {
    text: 'Power et al. (2022), Grokking: Generalization Beyond Overfitting on Small Algorithmic Datasets',
    url: 'https://arxiv.org/abs/2201.02177',
  },
  params,
  data: {
    kind: 'task',
    alphabet: () => '0123456789+=',
    longest: (settings) => 3 * width(settings.modulus) + 2,
    heldOut: (settings) => settings.heldOut,
    example(settings, random) {
      const a = random.below(settings.modulus);
      const b = random.below(settings.modulus);
      const padded = (value: number): string => String(value).padStart(width(settings.modulus), '0');
      return { prompt: `${padded(a)}+${padded(b)}=`, answer: padded((a + b) % settings.modulus) };
    },
  },
};

/** Digits of the largest residue. */
function width(modulus: number): number {
  return String(modulus - 1).length;
}
