/**
 * Examples of a generated task, one a row: question, answer, end of line, then padding. Only the answer and its end of
 * line count in the loss. Whether an example may be trained on depends on a hash of its question alone, so none is ever
 * on both sides, whatever the seed.
 */
import { TrimtabError } from '../core/errors.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import { random32, randomStream, streams, type RandomStream } from '../core/random.ts';
import type { TaskCorpus, TaskExample } from '../corpora/contract.ts';
import type { Tokenizer } from '../tokenizers/contract.ts';
import { exampleTooLong } from './contextFit.ts';
import type { DataSource, TokenBatch } from './contract.ts';
import { spread } from './spread.ts';
import { hash32 } from './textHash.ts';

/** Closes every answer; also the padding after it. */
export const endOfAnswer = '\n';

/** Held-out examples, as far as the task has so many. */
const heldOutExamples = 512;

/** Draws before a task is declared to have too few different examples. */
const patience = 100_000;

/** Seed of the held-out examples: they are the same in every run. */
const validationSeed = 0;

const excerptExamples = 8;

export function createTaskSource<P extends ParamSpecs>(
  task: TaskCorpus<P>,
  settings: Settings<P>,
  tokenizer: Tokenizer,
): DataSource {
  const longest = task.longest(settings);
  const threshold = task.heldOut(settings) * 0x100000000;
  const isHeldOut = ({ prompt }: TaskExample): boolean => hash32(prompt, streams.split) < threshold;
  const encode = (text: string): Int32Array => tokenizer.encode(text).ids;
  const lengthOf = ({ prompt }: TaskExample): number => encode(prompt).length;
  const padding = encode(endOfAnswer)[0] ?? 0;

  const trainingExample = (random: RandomStream, questionLength?: number): TaskExample => {
    for (let i = 0; i < patience; i++) {
      const example = task.example(settings, random);
      const fits = questionLength === undefined || example.prompt.length === questionLength;
      if (fits && !isHeldOut(example)) return example;
    }
    throw tooFewExamples();
  };
  const exampleOf = (seed: number, index: number, questionLength?: number): TaskExample =>
    trainingExample(randomStream(random32(seed, streams.task, index), streams.task), questionLength);

  const heldOut = heldOutOf(task, settings, isHeldOut);

  const rows = (examples: readonly TaskExample[], time: number): TokenBatch => {
    const inputs = new Int32Array(examples.length * time).fill(padding);
    const targets = new Int32Array(examples.length * time).fill(-1);
    for (const [row, { prompt, answer }] of examples.entries()) {
      const ids = encode(prompt + answer + endOfAnswer);
      const answerStart = encode(prompt).length;
      inputs.set(ids.subarray(0, -1), row * time);
      targets.set(ids.subarray(answerStart), row * time + answerStart - 1);
    }
    return { inputs, targets, size: examples.length, time };
  };

  const window = (context: number): number => {
    const problem = exampleTooLong(context, longest);
    if (problem !== null) throw new TrimtabError('bad-config', { context, longest }, [problem]);
    return longest;
  };

  const questions = heldOut.map(({ prompt, answer }) => ({
    prompt: encode(prompt),
    answer: encode(answer + endOfAnswer),
  }));
  return {
    kind: 'task',
    tokenizer,
    facts: {
      vocabulary: tokenizer.size,
      trainTokens: Infinity,
      validationTokens: questions.reduce((sum, { answer }) => sum + answer.length, 0),
      bytesPerToken: 1,
      excerpt: Array.from({ length: excerptExamples }, (_, i) => exampleOf(validationSeed, i))
        .map(({ prompt, answer }) => prompt + answer)
        .join('\n'),
    },
    tokens: null,
    window,
    batch(seed, step, size, time) {
      window(time);
      return rows(
        Array.from({ length: size }, (_, row) => exampleOf(seed, step * size + row)),
        time,
      );
    },
    *validation(size, time, limit) {
      window(time);
      const chosen = spread(heldOut.length, limit).flatMap((index) => heldOut[index] ?? []);
      for (let i = 0; i < chosen.length; i += size) yield rows(chosen.slice(i, i + size), time);
    },
    questions,
    grades: 'rows',
    sameQuestions: {
      batch(seed, step, size, time) {
        window(time);
        const first = exampleOf(seed, step * size);
        const others = Array.from({ length: size - 1 }, (_, row) =>
          exampleOf(seed, step * size + row + 1, first.prompt.length),
        );
        return { ...rows([first, ...others], time), prefix: lengthOf(first) };
      },
      *validation(size, time, limit) {
        window(time);
        const chosen = spread(heldOut.length, limit).flatMap((index) => heldOut[index] ?? []);
        for (const prefix of new Set(chosen.map(lengthOf))) {
          const alike = chosen.filter((example) => lengthOf(example) === prefix);
          for (let i = 0; i < alike.length; i += size) yield { ...rows(alike.slice(i, i + size), time), prefix };
        }
      },
    },
  };
}

/** Different held-out examples, always the same ones. */
function heldOutOf<P extends ParamSpecs>(
  task: TaskCorpus<P>,
  settings: Settings<P>,
  isHeldOut: (example: TaskExample) => boolean,
): readonly TaskExample[] {
  const random = randomStream(validationSeed, streams.split);
  const found = new Map<string, TaskExample>();
  for (let i = 0; i < patience && found.size < heldOutExamples; i++) {
    const example = task.example(settings, random);
    if (isHeldOut(example)) found.set(example.prompt, example);
  }
  if (found.size === 0) throw tooFewExamples();
  return [...found.values()];
}

function tooFewExamples(): TrimtabError {
  const message = {
    en: 'With these settings the task has too few different examples to train on some and hold out others.',
    zh: '在这些设置下，任务的不同样例太少，无法既用于训练又留出验证。',
  };
  return new TrimtabError('bad-config', { reason: 'too-few-examples' }, [{ path: 'data.corpus', message }]);
}
