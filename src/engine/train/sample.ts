/**
 * The text that a run writes at every validation: same prompt and same random numbers each time, so that what changes
 * from one sample to the next is the model.
 */
import { fillsBlanks, namesLabels } from '../../domain/objectives/index.ts';
import { withMask } from '../../domain/tokenizers/withMask.ts';
import { resolveData } from '../../domain/config/resolve.ts';
import type { LocalText } from '../../domain/core/text.ts';
import { shownAlternatives, softmax } from '../../domain/sampling/drawToken.ts';
import type { SampledToken, SamplingOptions, Sample } from '../../protocol/protocol.ts';
import { fillBlanks } from '../fillBlanks.ts';
import { generate } from '../generate.ts';
import { readerOf, rowReader } from '../speak.ts';
import type { TrainingSession } from './trainingSession.ts';

const textOptions = { temperature: 0.8, topK: 0, topP: 1, maxTokens: 240 } as const;

/** Training stands still while a sample is written; a large model writes a shorter one. */
const patienceMs = 1500;

export async function writeSample(runId: string, session: TrainingSession, stopped: () => boolean): Promise<Sample> {
  const { data, config, step } = session;
  const { tokenizer } = data;
  if (fillsBlanks(config)) return filledSample(runId, session, stopped);
  if (namesLabels(config)) return judgedSample(runId, session);
  const question = data.questions[0];
  const prompt = question?.prompt ?? tokenizer.encode(openingOf(session)).ids;
  const options: SamplingOptions = question
    ? { temperature: 0, topK: 0, topP: 1, maxTokens: question.answer.length, seed: config.seed }
    : { ...textOptions, seed: config.seed };
  const tokens: SampledToken[] = [];
  const deadline = performance.now() + patienceMs;
  await generate({
    decoder: await readerOf(session),
    tokenizer,
    prompt,
    options,
    token(token, fromPrompt) {
      if (!fromPrompt) tokens.push(token);
      return stopped() || performance.now() > deadline;
    },
  });
  return { runId, step, prompt: tokenizer.decode(prompt), tokens };
}

/** Held-out text with some tokens hidden, always the same ones. */
async function filledSample(runId: string, session: TrainingSession, stopped: () => boolean): Promise<Sample> {
  const { data, step } = session;
  const [batch] = data.validation(1, session.window, 1);
  const tokens: SampledToken[] = [];
  await fillBlanks({
    reader: rowReader(session),
    tokenizer: withMask(data.tokenizer),
    ids: batch?.inputs ?? [],
    asked: (place) => (batch?.targets[place] ?? -1) >= 0,
    token(token, given) {
      tokens.push(given ? { ...token, given } : token);
      return stopped();
    },
  });
  return { runId, step, prompt: '', tokens };
}

/** The first held-out text, and what the model takes it for. */
async function judgedSample(runId: string, session: TrainingSession): Promise<Sample> {
  const { data, step } = session;
  const [batch] = data.validation(1, session.window, 1);
  if (!batch) return { runId, step, prompt: '', tokens: [] };
  const probabilities = softmax((await session.look(batch)).logits, 1);
  const choices = Array.from(probabilities, (probability, label) => ({
    label: nameOf(data.facts.labels?.[label]),
    probability,
  })).toSorted((a, b) => b.probability - a.probability);
  const read = batch.pooling ? batch.pooling.findLastIndex((share) => share > 0) + 1 : batch.time;
  const given = Array.from(batch.inputs.subarray(0, read), (id): SampledToken => ({
    id,
    text: data.tokenizer.decode([id]),
    probability: Number.NaN,
    alternatives: [],
    given: true,
  }));
  const [best] = choices;
  const answer = { id: 0, text: ` → ${best?.label ?? ''}`, probability: best?.probability ?? Number.NaN };
  return {
    runId,
    step,
    prompt: '',
    tokens: [...given, { ...answer, alternatives: choices.slice(0, shownAlternatives) }],
  };
}

/** A worker knows no language. */
const nameOf = (label: LocalText = { en: '', zh: '' }): string =>
  label.en === label.zh ? label.en : `${label.en} · ${label.zh}`;

/** The corpus' own opening words, or the first characters of the text. */
function openingOf({ config, data }: TrainingSession): string {
  const { corpus } = resolveData(config.data);
  return corpus.definition.data.kind === 'text' ? corpus.definition.data.prompt : data.facts.excerpt.slice(0, 12);
}
