/** Masks, scores, batches and rates are data to the step of a pass that trains: it is written down once, and sent again. */
import { expect, test } from 'vitest';
import { matricesOf } from '../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { productsOf } from '../../src/domain/models/products.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { trainPass } from '../../src/engine/compress/trainPass.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { StepExecutor } from '../../src/engine/train/steps.ts';
import { engineOn } from './engines.ts';

const text = 'what is written down once is sent again. '.repeat(40);
const steps = 6;

test.each([
  { method: 'retrain' },
  { method: 'qat', bits: 2 },
  { method: 'retrain', teacher: 'original' },
  { method: 'gradual', interval: 2, cuts: 2 },
  { method: 'movement', interval: 2, cuts: 2 },
  { method: 'lottery' },
])('%o', async (given) => {
  const started = await engineOn('webgpu');
  const executors: StepExecutor[] = [];
  const engine: typeof started = {
    ...started,
    steps(step) {
      const executor = started.steps(step);
      executors.push(executor);
      return executor;
    },
  };
  const { config } = validate({ model: { width: 16, heads: 2, layers: 1, context: 16 }, training: { batchSize: 4 } });
  const data = createTextSource(character.build(text, {}), text.slice(0, 1200), text.slice(1200));
  const session = createSession({ engine, config, data, start: null });
  const { recipe, problems } = validateRecipe({ passes: [{ ...given, steps }] });
  expect(problems).toEqual([]);
  const [pass] = recipe.passes;
  if (!pass) throw new Error('the recipe has no pass');
  const weights = await session.evaluatedWeights();
  const { definition, settings } = resolve(config).model;
  const products = productsOf(definition, settings, data.tokenizer.size);
  const worked = matricesOf({ specs: session.tensors, weights, products }, {});
  const ways: string[] = [];
  const calls: object[] = [];
  let before = started.gpu?.counts();
  const between = (): Promise<void> => {
    ways.push(executors.at(-1)?.execution().kind ?? 'none');
    const now = started.gpu?.counts();
    if (now && before)
      calls.push({ buffers: now.buffers - before.buffers, bindGroups: now.bindGroups - before.bindGroups });
    before = now;
    return Promise.resolve();
  };
  await trainPass({ engine, session, pass, original: weights, between }, { worked, weights, trained: 0 });
  await session.dispose();
  expect(ways).toEqual(Array.from({ length: steps }, () => 'recorded'));
  // Nothing is set up for a step that no cut comes before.
  expect(calls.slice(1).filter((_, i) => i % 2 === 0)).toEqual([1, 3, 5].map(() => ({ buffers: 0, bindGroups: 0 })));
});
