/** Compression through the worker's handlers: on every backend the same model comes out, and what is told of it is so. */
import { describe, expect, test } from 'vitest';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import type { Recipe } from '../../src/domain/compression/recipe/recipe.ts';
import { decodeModel } from '../../src/domain/compression/recipe/compress.ts';
import { decodeCompressed } from '../../src/domain/files/compressedFile.ts';
import type { CompressedVariant } from '../../src/protocol/compression.ts';
import { open, runId, small, start } from './handlerBench.ts';
import { backends } from './engines.ts';

const recipeOf = (...passes: readonly Readonly<Record<string, unknown>>[]): Recipe => {
  const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
  expect(problems).toEqual([]);
  return recipe;
};

async function trained(backend: (typeof backends)[number]): Promise<ReturnType<typeof open>> {
  const at = open();
  await start(at, backend, small({ model: { width: 32 }, training: { steps: 30 } }));
  await at.until(() => at.phase() === 'finished');
  return at;
}

async function made(at: ReturnType<typeof open>, recipe: Recipe): Promise<CompressedVariant> {
  const variant = await at.handlers['compress.run']({ runId, recipe });
  if (!variant) throw new Error('it was given up');
  return variant;
}

describe.each(backends)('%s', (backend) => {
  test('a recipe is run, measured and written, and the model itself stays as it was', async () => {
    const at = await trained(backend);
    const nothing = await made(at, recipeOf());
    expect(nothing.after).toEqual(nothing.before);
    expect(nothing.layers.every(({ weightError, zeros }) => weightError === 0 && zeros < 0.01)).toBe(true);

    const variant = await made(
      at,
      recipeOf({ method: 'wanda', sparsity: 0.5 }, { method: 'gptq', bits: 3, group: 32 }),
    );
    expect(variant.before).toEqual(nothing.before);
    expect(variant.after.lossNats).not.toBe(variant.before.lossNats);
    expect(variant.after.perplexity).toBeCloseTo(Math.exp(variant.after.lossNats), 6);
    const inner = variant.layers.filter(({ name }) => name.includes('.h.'));
    expect(inner.length).toBe(4);
    for (const { zeros, weightError, outputError } of inner) {
      expect(zeros).toBeGreaterThanOrEqual(0.5);
      expect(weightError).toBeGreaterThan(0);
      expect(outputError).toBeLessThan(weightError);
    }
    expect(new Set(at.of('compress.progress').map(({ phase }) => phase))).toEqual(
      new Set(['calibrating', 'compressing', 'evaluating', 'timing']),
    );
    const { before: dense, after: packed, decoded } = variant.decoding;
    expect(dense.msPerToken).toBeGreaterThan(0);
    expect(packed.msPerToken).toBeGreaterThan(0);
    expect(dense.weightBytes).toBe(variant.denseBytes);
    // Three bits with holes are multiplied by nothing; nothing here was quantised without.
    expect(decoded).toEqual(inner.map(({ name }) => name));

    const { variantId } = variant;
    const files = await at.handlers['compress.export']({ runId, variantId });
    expect(files.map(({ name }) => name)).toEqual(['model.trimtab.safetensors', 'tokenizer.json']);
    const file = files[0]?.bytes ?? new Uint8Array();
    expect(file.byteLength).toBe(variant.fileBytes);
    expect(variant.gzipBytes).toBeLessThan(variant.fileBytes);
    const weights = decodeModel(decodeCompressed(file).model);
    expect(Object.values(weights).reduce((sum, { length }) => sum + length, 0)).toBe(variant.parameters);

    const options = { temperature: 0, topK: 0, topP: 1, maxTokens: 5, seed: 3 };
    const ask = { runId, generationId: 1, prompt: 'ab', options };
    expect((await at.handlers['generate.start']({ ...ask, variantId })).tokens).toBe(5);
    await at.handlers['compress.drop']({ runId, variantId });
    await expect(async () => at.handlers['generate.start']({ ...ask, variantId })).rejects.toMatchObject({
      code: 'internal',
    });
    expect((await at.handlers['generate.start'](ask)).tokens).toBe(5);
  });
});

test('on the whole split the model itself is measured as a finished run is, and once for all recipes', async () => {
  const at = await trained('wasm');
  const { lossNats, tokens } = await at.handlers['run.evaluate']({ runId });
  const recipe = recipeOf({ method: 'rtn', bits: 2 });
  const whole = await at.handlers['compress.run']({ runId, recipe, wholeSplit: true });
  expect(whole).toMatchObject({ before: { lossNats }, tokens });
  const evaluations = (): number[] =>
    at.of('compress.progress').flatMap(({ phase, share }) => (phase === 'evaluating' ? [share] : []));
  const first = evaluations();
  expect(first.some((share) => share < 0.5)).toBe(true);
  expect(await at.handlers['compress.run']({ runId, recipe, wholeSplit: true })).toMatchObject({
    before: { lossNats },
    after: { lossNats: whole?.after.lossNats },
  });
  expect(
    evaluations()
      .slice(first.length)
      .every((share) => share >= 0.5),
  ).toBe(true);
  expect(evaluations().every((share) => share <= 1)).toBe(true);
});

test('a model is calibrated once for all recipes on it', async () => {
  const at = await trained('wasm');
  const recipe = recipeOf({ method: 'gptq', bits: 2 });
  const readings = (): number => at.of('compress.progress').filter(({ phase }) => phase === 'calibrating').length;
  const first = await made(at, recipe);
  const read = readings();
  expect(read).toBeGreaterThan(0);
  const second = await made(at, recipe);
  expect(readings()).toBe(read);
  expect(first.calibrateMs).toBeGreaterThan(0);
  expect(second.calibrateMs).toBe(0);
  expect(second.after).toEqual(first.after);
  expect(second.layers).toEqual(first.layers);
});

test('cancelling keeps the run and what was there', async () => {
  const at = await trained('wasm');
  const first = await made(at, recipeOf({ method: 'rtn' }));
  const asked = at.handlers['compress.run']({ runId, recipe: recipeOf({ method: 'awq' }) });
  await at.until(() => at.of('compress.progress').some(({ phase }) => phase === 'calibrating'));
  await at.handlers['compress.cancel']({ runId });
  expect(await asked).toBeNull();
  expect((await at.handlers['compress.export']({ runId, variantId: first.variantId })).length).toBe(2);
  expect((await made(at, recipeOf({ method: 'rtn' }))).variantId).toBeGreaterThan(first.variantId);
});

test('what is cancelled before it has begun is not begun', async () => {
  const at = await trained('wasm');
  const measuring = at.handlers['engine.measure'](null);
  const asked = at.handlers['compress.run']({ runId, recipe: recipeOf({ method: 'rtn' }) });
  await at.handlers['compress.cancel']({ runId });
  expect(await asked).toBeNull();
  expect(at.of('compress.progress')).toEqual([]);
  await measuring;
});

test('settings that do not fit a matrix are told with its path, and the run goes on', async () => {
  const at = open();
  await start(at, 'wasm', small({ model: { width: 16 }, training: { steps: 10 } }));
  await at.until(() => at.phase() === 'finished');
  await expect(at.handlers['compress.run']({ runId, recipe: recipeOf({ method: 'q8-0' }) })).rejects.toMatchObject({
    code: 'bad-config',
  });
  expect(await at.handlers['compress.run']({ runId, recipe: recipeOf({ method: 'rtn' }) })).not.toBeNull();
});
