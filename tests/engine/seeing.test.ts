/** Looking into a model through the worker's handlers, held against what is exported and against the decoders. */
import { describe, expect, test } from 'vitest';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { bestClip } from '../../src/domain/compression/seeing/clipCurve.ts';
import type { ClipRequest } from '../../src/protocol/seeing.ts';
import { open, runId, small, start } from './handlerBench.ts';
import { backends } from './engines.ts';

const recipeOf = (...passes: readonly Readonly<Record<string, unknown>>[]) => {
  const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
  expect(problems).toEqual([]);
  return recipe;
};

async function trained(backend: (typeof backends)[number]): Promise<ReturnType<typeof open>> {
  const at = open();
  await start(at, backend, small({ model: { width: 32, layers: 2 }, training: { steps: 30 } }));
  await at.until(() => at.phase() === 'finished');
  return at;
}

async function variantOf(at: ReturnType<typeof open>, ...passes: readonly Readonly<Record<string, unknown>>[]) {
  const variant = await at.handlers['compress.run']({ runId, recipe: recipeOf(...passes) });
  if (!variant) throw new Error('it was given up');
  return variant;
}

const clip = (name: string, changes: Partial<ClipRequest> = {}): ClipRequest => ({
  runId,
  name,
  of: 'weights',
  choice: { method: 'rtn', bits: 3, symmetric: true },
  granularity: 'row',
  group: 32,
  index: 2,
  ...changes,
});

const name = 'transformer.h.1.mlp.c_fc.weight';
const options = { temperature: 0.8, topK: 0, topP: 1, maxTokens: 12, seed: 3 };

describe.each(backends)('%s', (backend) => {
  test('matrices, what clipping them costs, and errors by depth', async () => {
    const at = await trained(backend);
    const matrices = await at.handlers['see.matrices']({ runId });
    expect(matrices).toHaveLength(8);
    expect(matrices.find((matrix) => matrix.name === name)).toEqual({ name, rows: 128, columns: 32 });

    const { values, rows, columns } = await at.handlers['see.matrix']({ runId, name, variantId: null });
    expect([rows, columns]).toEqual([128, 32]);
    const weights = await at.handlers['see.clip'](clip(name));
    expect(weights).toMatchObject({ groups: 128, index: 2, rows, columns });
    expect(weights?.all.squares).toBeCloseTo(
      values.reduce((sum, value) => sum + value * value, 0),
      3,
    );
    expect(weights?.one.count).toBe(32);
    expect(
      bestClip(weights?.all ?? { count: 0, squares: 0, errors: new Float64Array(), clipped: new Float64Array() }),
    ).toBeGreaterThan(0);
    const inputs = await at.handlers['see.clip'](clip(name, { of: 'inputs', granularity: 'tensor', index: 9 }));
    expect(inputs).toMatchObject({ columns: 32, groups: 1, index: 0 });
    expect(inputs?.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe((inputs?.rows ?? 0) * 32);
    // A layer norm is before it: about one for each input and token.
    expect((inputs?.all.squares ?? 0) / (inputs?.all.count ?? 1)).toBeGreaterThan(0.05);

    const same = await variantOf(at);
    const nothing = await at.handlers['see.layers']({ runId, variantId: same.variantId });
    expect(nothing?.layers.every(({ own, accumulated }) => own === 0 && accumulated === 0)).toBe(true);

    const { variantId } = await variantOf(at, { method: 'rtn', bits: 3, granularity: 'row' });
    const rounded = await at.handlers['see.matrix']({ runId, name, variantId });
    expect([rounded.rows, rounded.columns]).toEqual([128, 32]);
    // A row has one grid of eight levels, each near what it was.
    expect(new Set(rounded.values.subarray(32, 64)).size).toBeLessThanOrEqual(8);
    expect(rounded.values.every((value, i) => Math.abs(value - (values[i] ?? 0)) < 0.1)).toBe(true);
    const errors = await at.handlers['see.layers']({ runId, variantId });
    const [first, ...later] = errors?.layers ?? [];
    expect(later).toHaveLength(8);
    // Nothing has gone wrong before the first matrix, and its own error is all there is.
    expect(first?.own).toBeGreaterThan(0);
    expect(first?.accumulated).toBeCloseTo(first?.own ?? 0, 5);
    // The head is a table, which was written as it is.
    expect(later.at(-1)).toMatchObject({ own: 0 });
    expect(later.at(-1)?.accumulated).toBeGreaterThan(0);
    expect(at.of('see.progress').at(-1)?.share).toBeLessThanOrEqual(1);
    expect(at.of('see.progress').length).toBeGreaterThan(0);
  });
});

test('two models read the same text: KL is nothing for a copy, and more for fewer bits', async () => {
  const at = await trained('wasm');
  const apart = async (variantId: number, writer: 'original' | 'compressed') => {
    at.heard.length = 0;
    await at.handlers['compare.start']({ runId, variantId, writer, generationId: 1, prompt: 'ab', options });
    const tokens = at.of('generate.token');
    return { tokens: tokens.map(({ token }) => token.id), kl: tokens.map(({ klNats }) => klNats) };
  };
  const copy = await apart((await variantOf(at)).variantId, 'original');
  expect(copy.kl).toHaveLength(14);
  expect(copy.kl[0]).toBeNull();
  // The copy multiplies in another order.
  expect(Math.max(...copy.kl.slice(1).map((nats) => Math.abs(nats ?? Number.NaN)))).toBeLessThan(1e-12);
  const coarse = await variantOf(at, { method: 'rtn', bits: 2, granularity: 'tensor' });
  const fine = await variantOf(at, { method: 'rtn', bits: 6, granularity: 'row' });
  const [byCoarse, byFine] = [await apart(coarse.variantId, 'original'), await apart(fine.variantId, 'original')];
  // What the original writes is not changed by who reads along.
  expect(byCoarse.tokens).toEqual(copy.tokens);
  expect(byFine.tokens).toEqual(copy.tokens);
  const mean = (values: readonly (number | null | undefined)[]): number =>
    values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length;
  expect(mean(byFine.kl)).toBeGreaterThan(0);
  expect(mean(byCoarse.kl)).toBeGreaterThan(4 * mean(byFine.kl));
  // The compressed model writes what it writes alone.
  at.heard.length = 0;
  await at.handlers['generate.start']({ runId, variantId: coarse.variantId, generationId: 1, prompt: 'ab', options });
  const alone = at.of('generate.token').map(({ token }) => token.id);
  expect((await apart(coarse.variantId, 'compressed')).tokens).toEqual(alone);
});

test('a later question about clipping takes the place of the one before, and errors by depth can be cancelled', async () => {
  const at = await trained('wasm');
  const [before, after] = await Promise.all([
    at.handlers['see.clip'](clip(name)),
    at.handlers['see.clip'](clip(name, { index: 3 })),
  ]);
  expect(before).toBeNull();
  expect(after).toMatchObject({ index: 3 });
  const { variantId } = await variantOf(at, { method: 'rtn' });
  const asked = at.handlers['see.layers']({ runId, variantId });
  await at.handlers['see.cancel'](null);
  expect(await asked).toBeNull();
});
