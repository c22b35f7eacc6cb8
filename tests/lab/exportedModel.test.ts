/** The folder of a model that ships, as the lab goes on from it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ModelCard } from '../../src/domain/checkpoints/card.ts';
import { decodeCheckpoint } from '../../src/domain/files/checkpoint.ts';
import { openedFolder } from '../../src/lab/exportedModel.ts';
import { planEvaluation } from '../../src/lab/plan.ts';
import { root } from '../architecture/sources.ts';

const read = (name: string): Buffer => readFileSync(join(root, 'public/checkpoints/first-names-tiny', name));
const folder = {
  weights: Uint8Array.from(read('model.safetensors')),
  experiment: read('experiment.json').toString(),
  tokenizer: read('tokenizer.json').toString(),
  card: read('card.json').toString(),
};
const { training } = JSON.parse(folder.card) as ModelCard;

test('is a checkpoint at the step that its card tells, or at 0 without one', async () => {
  const stepOf = async (card: string | null): Promise<number> => {
    const opened = await openedFolder({ ...folder, card });
    if (!opened.ok) throw new Error(opened.message);
    expect(planEvaluation({ checkpoint: opened.checkpoint, text: null }).ok).toBe(true);
    return decodeCheckpoint(opened.checkpoint).progress.step;
  };
  expect([await stepOf(folder.card), await stepOf(null)]).toEqual([training.steps, 0]);
});

test('a damaged file is refused in one line', async () => {
  const opened = await openedFolder({ ...folder, weights: folder.weights.slice(0, -5) });
  expect(opened).toMatchObject({ ok: false, message: expect.stringMatching(/^[^\n]+$/) });
});
