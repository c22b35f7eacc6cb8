/** A model that names one of two labels, the first one more surely the longer the text. */
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import type { DataFacts } from '../../src/domain/data/contract.ts';
import type { ClassificationRequests, Confusion } from '../../src/protocol/classification.ts';
import type { Handlers } from '../../src/protocol/protocol.ts';

const fakeLabels = [
  { en: 'Novel', zh: '小说' },
  { en: 'Speech', zh: '演说' },
] as const;

export const withFakeLabels = ({ corpus }: ExperimentConfig['data'], facts: DataFacts): DataFacts =>
  corpus === 'novel-or-speech' ? { ...facts, labels: fakeLabels } : facts;

export const fakeConfusion = (runId: string, step: number): Confusion => ({
  runId,
  step,
  labels: fakeLabels,
  counts: [40, 10, 5, 45],
  whole: false,
});

export const fakeClassification = (
  stepOf: (runId: string) => number,
): Pick<Handlers, keyof ClassificationRequests> => ({
  'classify.text': async ({ runId, text }) => {
    const first = 1 - 0.5 / Math.max(1, text.length);
    return {
      step: stepOf(runId),
      probabilities: [first, 1 - first],
      tokens: Math.min(64, text.length),
      cut: text.length > 64,
      unknown: 0,
    };
  },
  'classify.measure': async ({ runId }) => ({ ...fakeConfusion(runId, stepOf(runId)), whole: true }),
});
