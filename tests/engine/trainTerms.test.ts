/** Training that goes on in a recipe has the terms of its run: its first step has the loss of the run's own next one. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { trainWeights } from '../../src/engine/compress/trainWeights.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { backends, engineOn } from './engines.ts';

const text = 'what was trained with more than one aim is mended with all of them. '.repeat(30);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

function configOf(terms: Readonly<Record<string, number | string>>): ExperimentConfig {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 1, width: 24, heads: 2, context: 8, dropout: 0.1 },
    terms,
    training: { steps: 4, batchSize: 4 },
  });
  expect(problems).toEqual([]);
  return config;
}

/** What one more step costs, of the run and of a recipe on its weights. */
async function nextLosses(
  backend: (typeof backends)[number],
  terms: Readonly<Record<string, number | string>>,
): Promise<{ readonly run: number; readonly recipe: number }> {
  const engine = await engineOn(backend);
  const session = createSession({ engine, config: configOf(terms), data, start: null });
  try {
    for (let i = 0; i < 2; i++) await session.update();
    let recipe = Number.NaN;
    await trainWeights({
      engine,
      session,
      specs: session.tensors,
      values: await session.evaluatedWeights(),
      scores: [],
      compose: (weights) => weights,
      teacher: null,
      steps: 1,
      learningRate: 1e-3,
      firstBatch: session.step,
      before: () => Promise.resolve(),
      between: (_, loss) => Promise.resolve(void (recipe = loss)),
    });
    return { run: (await session.update()).lossNats, recipe };
  } finally {
    await session.dispose();
  }
}

const moving = { unlikelihood: 0.2, unlikelihoodPath: 'linear', unlikelihoodEnd: 1, contrast: 0.5 };

test.each(backends)('%s: with the weights that its terms have where it stands', async (backend) => {
  const { run, recipe } = await nextLosses(backend, moving);
  expect(Math.abs(recipe - run)).toBeLessThan(1e-5);
});

test('without what trains tensors of its own', async () => {
  const { run, recipe } = await nextLosses('wasm', { multiToken: 0.5 });
  // Half of another surprise at one of some twenty characters.
  expect(run - recipe).toBeGreaterThan(0.5);
});

test.each(backends)('%s: a further token where there are as many tokens as features', async (backend) => {
  // Sixteen letters, and matrices of sixteen rows: tables of tokens and of positions must not be taken for each other.
  const letters = 'abcdefghijklmnop'.repeat(60);
  const few = createTextSource(character.build(letters, {}), letters.slice(0, 800), letters.slice(800));
  const { config } = validate({
    model: { architecture: 'transformer', layers: 1, width: 16, heads: 2, context: 8 },
    terms: { multiToken: 1 },
    training: { steps: 2, batchSize: 2 },
  });
  const session = createSession({ engine: await engineOn(backend), config, data: few, start: null });
  try {
    expect(few.tokenizer.size).toBe(16);
    // Near guessing, for the next token and for the one after it.
    expect(Math.abs((await session.update()).lossNats - 2 * Math.log(16))).toBeLessThan(0.2);
  } finally {
    await session.dispose();
  }
});
