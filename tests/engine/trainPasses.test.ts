/** Passes that train, through the worker's handlers, on every backend. */
import { describe, expect, test } from 'vitest';
import { decodeModel } from '../../src/domain/compression/recipe/compress.ts';
import type { Recipe } from '../../src/domain/compression/recipe/recipe.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { decodeCompressed } from '../../src/domain/files/compressedFile.ts';
import type { CompressedVariant } from '../../src/protocol/compression.ts';
import { open, runId, small, start } from './handlerBench.ts';
import { backends } from './engines.ts';

type Bench = ReturnType<typeof open>;
type PassText = Readonly<Record<string, unknown>>;

const recipeOf = (...passes: readonly PassText[]): Recipe => {
  const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
  expect(problems).toEqual([]);
  return recipe;
};

async function trained(backend: (typeof backends)[number]): Promise<Bench> {
  const at = open();
  await start(at, backend, small({ model: { width: 32 }, training: { steps: 30 } }));
  await at.until(() => at.phase() === 'finished');
  return at;
}

async function made(at: Bench, ...passes: readonly PassText[]): Promise<CompressedVariant> {
  const variant = await at.handlers['compress.run']({ runId, recipe: recipeOf(...passes) });
  if (!variant) throw new Error('it was given up');
  return variant;
}

async function weightsOf(at: Bench, { variantId }: CompressedVariant): Promise<Readonly<Record<string, Float32Array>>> {
  const files = await at.handlers['compress.export']({ runId, variantId });
  return decodeModel(decodeCompressed(files[0]?.bytes ?? new Uint8Array()).model);
}

const isInner = (name: string): boolean => name.includes('.h.') && /c_(attn|proj|fc)\.weight/.test(name);
const prune = { method: 'magnitude', sparsity: 0.7 };
const retrain = { method: 'retrain', steps: 20, learningRate: 5e-3 };

/** The test's own model is small: a software adapter takes a tenth of a second for its step. */
describe.each(backends)('%s', (backend) => {
  test('pruned weights stay zero, rounded ones are learned, factors stay factors', async () => {
    const at = await trained(backend);
    const cut = await made(at, prune);
    const mended = await made(at, prune, retrain);
    expect(mended.after.lossNats).toBeLessThan(cut.after.lossNats);
    const [before, after] = [await weightsOf(at, cut), await weightsOf(at, mended)];
    for (const [name, values] of Object.entries(before).filter(([key]) => isInner(key))) {
      const now = after[name] ?? new Float32Array();
      expect(
        values.every((value, i) => (value === 0 ? now[i] === 0 : now[i] !== value)),
        name,
      ).toBe(true);
    }
    const { training } = at.of('compress.progress').findLast(({ phase }) => phase === 'training') ?? {};
    expect(training).toMatchObject({ step: 20, steps: 20 });

    const rounded = await made(at, { method: 'rtn', bits: 2, granularity: 'row' });
    const learned = await made(at, { ...retrain, method: 'qat', bits: 2 });
    expect(learned.after.lossNats).toBeLessThan(rounded.after.lossNats);
    for (const [name, values] of Object.entries(await weightsOf(at, learned)).filter(([key]) => isInner(key))) {
      // [inputs, outputs]: a column has one scale.
      const outputs = name.includes('c_attn') ? 96 : name.includes('c_fc') ? 128 : 32;
      const column = values.filter((_, i) => i % outputs === 0);
      expect(new Set(column).size, name).toBeLessThanOrEqual(4);
    }

    const factors = { method: 'svd', fraction: 0.25 };
    const [thin, thick] = [await made(at, factors), await made(at, factors, retrain)];
    expect(thick.after.lossNats).toBeLessThan(thin.after.lossNats);
    expect(thick.layers.map(({ bytes }) => bytes)).toEqual(thin.layers.map(({ bytes }) => bytes));
  });
});

test('training is seen by what is measured after it', async () => {
  const at = await trained('wasm');
  const variant = await made(at, prune, retrain, { method: 'gptq', bits: 4 });
  const phases = at.of('compress.progress').map(({ phase, pass }) => `${phase} ${pass}`);
  expect([...new Set(phases)].filter((phase) => /calibrating|training/.test(phase))).toEqual([
    'calibrating 0',
    'training 1',
    'calibrating 2',
  ]);
  expect(variant.after.lossNats).toBeLessThan(variant.before.lossNats + 0.1);
});

test('training after levels were chosen is refused before anything is done', async () => {
  const at = await trained('cpu');
  const recipe = recipeOf({ method: 'rtn' }, retrain);
  await expect(at.handlers['compress.run']({ runId, recipe })).rejects.toMatchObject({
    code: 'bad-config',
    problems: [{ path: 'passes.1.method' }],
  });
  expect(at.of('compress.progress')).toEqual([]);
});

test('it is given up between two steps', async () => {
  const at = await trained('wasm');
  const asked = at.handlers['compress.run']({ runId, recipe: recipeOf({ ...retrain, steps: 5000 }) });
  await at.until(() => at.of('compress.progress').some(({ phase }) => phase === 'training'));
  await at.handlers['compress.cancel']({ runId });
  expect(await asked).toBeNull();
  expect(at.of('compress.progress').at(-1)?.training?.step).toBeLessThan(5000);
  expect((await made(at, { method: 'rtn' })).after.lossNats).toBeGreaterThan(0);
});
