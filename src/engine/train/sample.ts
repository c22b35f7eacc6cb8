/**
 * The text that a run writes at every validation: same prompt and same random numbers each time, so that what changes
 * from one sample to the next is the model.
 */
import { resolveData } from '../../domain/config/resolve.ts';
import type { SampledToken, SamplingOptions, Sample } from '../../protocol/protocol.ts';
import { generate } from '../generate.ts';
import type { TrainingSession } from './session.ts';

const textOptions = { temperature: 0.8, topK: 0, topP: 1, maxTokens: 240 } as const;

/** Training stands still while a sample is written; a large model writes a shorter one. */
const patienceMs = 1500;

/** What a sample needs of a model. */
export type Speaker = Pick<TrainingSession, 'config' | 'data' | 'step' | 'decoder'>;

export async function writeSample(runId: string, session: Speaker, stopped: () => boolean): Promise<Sample> {
  const { data, config, step } = session;
  const { tokenizer } = data;
  const question = data.questions[0];
  const prompt = question?.prompt ?? tokenizer.encode(openingOf(session)).ids;
  const options: SamplingOptions = question
    ? { temperature: 0, topK: 0, topP: 1, maxTokens: question.answer.length, seed: config.seed }
    : { ...textOptions, seed: config.seed };
  const tokens: SampledToken[] = [];
  const deadline = performance.now() + patienceMs;
  await generate({
    decoder: await session.decoder(),
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

/** The corpus' own opening words, or the first characters of the text. */
function openingOf({ config, data }: Speaker): string {
  const { corpus } = resolveData(config.data);
  return corpus.definition.data.kind === 'text' ? corpus.definition.data.prompt : data.facts.excerpt.slice(0, 12);
}
