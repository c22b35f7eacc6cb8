/** Answers of a model that names labels, and what its validations have counted. */
import { TrimtabError } from '../domain/core/errors.ts';
import { softmax } from '../domain/sampling/drawToken.ts';
import { breath } from '../engine/breath.ts';
import type { Evaluation } from '../engine/train/evaluate.ts';
import type { Run } from '../engine/train/run.ts';
import type { TrainingSession } from '../engine/train/trainingSession.ts';
import type { ClassificationRequests, Confusion, Judgement } from '../protocol/classification.ts';
import type { Handlers } from '../protocol/protocol.ts';

export interface ClassificationParts {
  readonly runOf: (runId: string) => Run;
  readonly atStandstill: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Null of an evaluation that named no labels. */
export function confusionOf(
  runId: string,
  { step, data }: Pick<TrainingSession, 'step' | 'data'>,
  { confusion }: Evaluation,
  whole: boolean,
): Confusion | null {
  const { labels } = data.facts;
  return confusion && labels ? { runId, step, labels, counts: [...confusion], whole } : null;
}

export function classification({
  runOf,
  atStandstill,
}: ClassificationParts): Pick<Handlers, keyof ClassificationRequests> {
  async function measure(runId: string, { session, stopped }: Run): Promise<Confusion> {
    const evaluation = await session.evaluate(Infinity, async () => {
      await breath();
      return stopped();
    });
    const confusion = confusionOf(runId, session, evaluation, true);
    if (!confusion) throw namesNone();
    return confusion;
  }

  return {
    'classify.text': async ({ runId, text }) => {
      const { session } = runOf(runId);
      return atStandstill(() => judge(session, text));
    },
    'classify.measure': async ({ runId }) => {
      const run = runOf(runId);
      return atStandstill(() => measure(runId, run));
    },
  };
}

async function judge(session: TrainingSession, text: string): Promise<Judgement> {
  const { data, step, window: time } = session;
  if (!data.classes) throw namesNone();
  const { ids, unknown } = data.tokenizer.encode(text);
  if (ids.length === 0) throw refused('data', nothingToRead);
  const { logits } = await session.look(data.classes.lay(ids, time));
  const tokens = Math.min(ids.length, time);
  return { step, probabilities: [...softmax(logits, 1)], tokens, cut: tokens < ids.length, unknown };
}

const nothingToRead = {
  en: 'The text has no character that the vocabulary of this run knows.',
  zh: '这段文本里没有本次训练的词表认识的字符。',
};

const namesNone = (): TrimtabError =>
  refused('objective.method', {
    en: 'The model of this run names no labels. Train one with the objective “Name the label”.',
    zh: '本次训练的模型不说标签。请以“文本分类”为目标训练一个。',
  });

const refused = (path: string, message: { readonly en: string; readonly zh: string }): TrimtabError =>
  new TrimtabError('bad-config', { path }, [{ path, message }]);
