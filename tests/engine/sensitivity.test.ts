/** Sensitivity analyses through the worker's handlers: a cell is what a recipe for that one matrix costs. */
import { describe, expect, test } from 'vitest';
import { chooseLevels } from '../../src/domain/compression/sensitivity/choose.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { axisOf, levelOrder } from '../../src/domain/compression/sensitivity/axis.ts';
import { newPass, setPassOnly } from '../../src/domain/compression/recipe/editRecipe.ts';
import type { SensitivityResult } from '../../src/protocol/sensitivity.ts';
import { open, runId, small, start } from './handlerBench.ts';
import { backends } from './engines.ts';

async function trained(backend: (typeof backends)[number], evalWindows = 4): Promise<ReturnType<typeof open>> {
  const at = open();
  await start(at, backend, small({ model: { width: 32 }, training: { steps: 30, evalWindows } }));
  await at.until(() => at.phase() === 'finished');
  return at;
}

const cellOf = (result: SensitivityResult | null, name: string, level: number) =>
  result?.cells.find((cell) => cell.name === name && cell.level === level);

describe.each(backends)('%s', (backend) => {
  test('every matrix is measured at every level, from the middle out, and fewer bits cost more', async () => {
    const at = await trained(backend);
    const pass = newPass('rtn');
    const result = await at.handlers['sensitivity.run']({ runId, pass, levels: [8, 3, 2] });
    const names = result?.matrices.map(({ name }) => name) ?? [];
    expect(names.length).toBeGreaterThanOrEqual(4);
    expect(result).toMatchObject({ runId, step: 30, complete: true });
    expect(result?.cells.map(({ level }) => level)).toEqual([3, 2, 8].flatMap((level) => names.map(() => level)));
    expect(at.of('sensitivity.started')).toHaveLength(1);
    expect(at.of('sensitivity.measured').map(({ cell }) => cell)).toEqual(result?.cells);
    const size = (level: number): number =>
      names.reduce((sum, name) => sum + Math.abs(cellOf(result, name, level)?.riseNats ?? NaN), 0);
    expect(size(2)).toBeGreaterThan(size(3));
    expect(size(3)).toBeGreaterThan(size(8));
    for (const { name, level, bytes } of result?.cells ?? []) {
      const weights = result?.matrices.find((matrix) => matrix.name === name)?.weights ?? NaN;
      // Codes, and a scale and a zero point of 16 bits for each 32 weights.
      expect(bytes).toBe((weights * (level + 1)) / 8);
    }
  });
});

test('a cell is the rise that a recipe for this matrix alone makes on the same tokens', async () => {
  const at = await trained('wasm', 500);
  const pass = newPass('gptq');
  const result = await at.handlers['sensitivity.run']({ runId, pass, levels: [2] });
  const [matrix] = result?.matrices ?? [];
  const recipe = setPassOnly(
    { passes: [{ ...pass, bits: 2 }], rest: 'f32' },
    0,
    matrix?.name.replace('transformer.', '').replace('.weight', '') ?? null,
  );
  const variant = await at.handlers['compress.run']({ runId, recipe, wholeSplit: true });
  const whole = await at.handlers['run.evaluate']({ runId });
  // There are fewer held-out windows than it asks for.
  expect(result?.tokens).toBe(whole.tokens);
  const rise = (variant?.after.lossNats ?? NaN) - (variant?.before.lossNats ?? NaN);
  expect(rise).not.toBe(0);
  expect(cellOf(result, matrix?.name ?? '', 2)?.riseNats).toBeCloseTo(rise, 6);
});

test('a pruner is measured by its sparsity', async () => {
  const at = await trained('wasm');
  const result = await at.handlers['sensitivity.run']({
    runId,
    pass: { ...newPass('magnitude'), pattern: '2:4' },
    levels: axisOf('magnitude')?.levels ?? [],
  });
  expect([...new Set(result?.cells.map(({ level }) => level))]).toEqual(levelOrder([0.3, 0.4, 0.5, 0.6, 0.7, 0.8]));
  expect(result?.complete).toBe(true);
});

test('mixed precision that goes by the loss measures once, and gives no matrix more or less than its map says', async () => {
  const at = await trained('wasm');
  const { recipe, problems } = validateRecipe({
    passes: [{ method: 'mixed', quantizer: 'rtn', by: 'measured', averageBits: 3 }],
    rest: 'f32',
  });
  expect(problems).toEqual([]);
  const variant = await at.handlers['compress.run']({ runId, recipe });
  const measuring = (): number => at.of('compress.progress').filter(({ phase }) => phase === 'measuring').length;
  const told = measuring();
  expect(told).toBeGreaterThan(12);
  const map = await at.handlers['sensitivity.run']({ runId, pass: newPass('rtn'), levels: [8, 6, 5, 4, 3, 2] });
  const matrices = (map?.matrices ?? []).map((matrix) => ({
    ...matrix,
    rises: new Map(
      map?.cells.flatMap(({ name, level, riseNats }) => (name === matrix.name ? [[level, riseNats] as const] : [])),
    ),
  }));
  const chosen = chooseLevels({ key: 'bits', levels: [] }, matrices, 3) ?? {};
  const quantised = variant?.layers.filter(({ name }) => chosen[name] !== undefined) ?? [];
  expect(quantised).toHaveLength(4);
  for (const { name, weights, bytes } of quantised) expect(bytes).toBe((weights * ((chosen[name] ?? NaN) + 1)) / 8);
  await at.handlers['compress.run']({ runId, recipe });
  expect(measuring()).toBe(told);
});

test('a map can be of some matrices only', async () => {
  const at = await trained('wasm');
  const pass = { ...newPass('rtn'), only: 'h.0.mlp.c_fc' };
  const result = await at.handlers['sensitivity.run']({ runId, pass, levels: [2] });
  expect(result?.cells.map(({ name }) => name)).toEqual(['transformer.h.0.mlp.c_fc.weight']);
});

test('cancelling keeps the cells that there are, and the run as it is', async () => {
  const at = await trained('wasm');
  const asked = at.handlers['sensitivity.run']({ runId, pass: newPass('rtn'), levels: [8, 4, 2] });
  await at.until(() => at.of('sensitivity.measured').length >= 2);
  await at.handlers['sensitivity.cancel']({ runId });
  const result = await asked;
  expect(result?.complete).toBe(false);
  expect(result?.cells.length).toBeGreaterThanOrEqual(2);
  expect(result?.cells.length).toBeLessThan(12);
  const again = await at.handlers['sensitivity.run']({ runId, pass: newPass('rtn'), levels: [4] });
  expect(again?.complete).toBe(true);
});

test('what is cancelled before it has begun is not begun', async () => {
  const at = await trained('wasm');
  const measuring = at.handlers['engine.measure'](null);
  const asked = at.handlers['sensitivity.run']({ runId, pass: newPass('rtn'), levels: [4] });
  await at.handlers['sensitivity.cancel']({ runId });
  expect(await asked).toBeNull();
  expect(at.of('sensitivity.started')).toEqual([]);
  await measuring;
});
