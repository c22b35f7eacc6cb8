/**
 * The question is a random legal beginning of a bracket word that still has brackets open; the answer is the one
 * sequence that closes them. The walk opens or closes with equal chance, except where only one is legal or where it
 * must keep something open at the end. Questions differ in length, or all answers would be even or all odd.
 */
import { integer, type ParamSpecs, type Settings } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import type { CorpusDefinition } from './contract.ts';
import { defaultHeldOut, fewestExamples } from './taskParams.ts';

const opening = '([{<';
const closing = ')]}>';

const params = {
  length: integer({
    name: { en: 'Greatest length', zh: '最大长度' },
    symbol: 'n',
    unit: { en: 'brackets', zh: '个括号' },
    help: {
      en: 'Brackets in the longest questions; the shortest have half as many.',
      zh: '最长的题给出的括号个数；最短的题为其一半。',
    },
    applies: 'restart',
    default: 16,
    min: 8,
    max: 100,
    usual: [8, 40],
  }),
  kinds: integer({
    name: { en: 'Kinds of brackets', zh: '括号种类' },
    symbol: 'k',
    help: {
      en: 'With one kind it is enough to count; with more the model needs a stack.',
      zh: '只有一种时计数即可；多于一种时模型需要一个栈。',
    },
    applies: 'restart',
    default: 3,
    min: 1,
    max: opening.length,
  }),
  depth: integer({
    name: { en: 'Deepest nesting', zh: '最大嵌套深度' },
    symbol: 'd',
    help: { en: 'How many brackets may be open at once.', zh: '同时未闭合的括号最多有几个。' },
    applies: 'restart',
    default: 8,
    min: 2,
    max: 50,
    usual: [3, 10],
  }),
} as const satisfies ParamSpecs;

export const dyck: CorpusDefinition<'dyck', typeof params> = {
  id: 'dyck',
  name: { en: 'Task: close the brackets', zh: '任务：补全括号' },
  summary: {
    en: 'Close every open bracket in the right order (a Dyck language): the standard test of hierarchical memory.',
    zh: '按正确的次序补全所有未闭合的括号（Dyck 语言）：检验层次结构记忆的标准任务。',
  },
  formula: 'S \\to \\varepsilon \\mid S\\,(_i\\,S\\,)_i',
  source: {
    text: 'Hewitt et al. (2020), RNNs can generate bounded hierarchical languages with optimal memory',
    url: 'https://arxiv.org/abs/2010.07515',
  },
  params,
  check: tooFewQuestions,
  data: {
    kind: 'task',
    alphabet: (settings) => `${opening.slice(0, settings.kinds)}${closing.slice(0, settings.kinds)}=`,
    longest: (settings) => settings.length + 1 + Math.min(settings.depth, settings.length),
    heldOut: () => defaultHeldOut,
    example(settings, random) {
      const shortest = Math.ceil(settings.length / 2);
      const length = shortest + random.below(settings.length - shortest + 1);
      const open: number[] = [];
      let question = '';
      for (let i = 0; i < length; i++) {
        const mustOpen = open.length === 0 || (open.length === 1 && i === length - 1);
        if (mustOpen || (open.length < settings.depth && random.below(2) === 0)) {
          const kind = random.below(settings.kinds);
          open.push(kind);
          question += opening.charAt(kind);
        } else {
          question += closing.charAt(open.pop() ?? 0);
        }
      }
      const answer = open.toReversed().map((kind) => closing.charAt(kind));
      return { prompt: `${question}=`, answer: answer.join('') };
    },
  },
};

function tooFewQuestions(settings: Settings<typeof params>): readonly Problem[] {
  if (questionCount(settings, settings.length) >= fewestExamples) return [];
  let nearest = settings.length;
  while (nearest < params.length.max && questionCount(settings, nearest) < fewestExamples) nearest++;
  return [
    {
      path: 'length',
      message: {
        en: `There are too few different questions of this length; use at least ${nearest}.`,
        zh: `该长度下不同的题目太少，长度至少应为 ${nearest}。`,
      },
      nearest,
    },
  ];
}

/** Different questions of exactly this length: walks between 0 and `depth` that end above 0, k choices for each opening. */
function questionCount({ kinds, depth }: Settings<typeof params>, length: number): number {
  let walks: readonly number[] = [1];
  for (let i = 0; i < length; i++) {
    walks = Array.from({ length: depth + 1 }, (_, open) => kinds * (walks[open - 1] ?? 0) + (walks[open + 1] ?? 0));
  }
  return walks.slice(1).reduce((sum, count) => sum + count, 0);
}
