/** Passes that prune while they train, and lottery tickets, through the worker's handlers. */
import { describe, expect, test } from 'vitest';
import { decodeModel } from '../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { prunedCount } from '../../src/domain/compression/pruners/select.ts';
import { decodeCompressed } from '../../src/domain/files/compressedFile.ts';
import type { Weights } from '../../src/domain/models/contract.ts';
import type { CompressedVariant } from '../../src/protocol/compression.ts';
import { backends } from './engines.ts';
import { open, runId, small, start } from './handlerBench.ts';

type Bench = ReturnType<typeof open>;
type PassText = Readonly<Record<string, unknown>>;
type Made = CompressedVariant & { readonly weights: Weights<Float32Array> };

async function trained(backend: (typeof backends)[number]): Promise<Bench> {
  const at = open();
  await start(at, backend, small({ model: { width: 32 }, training: { steps: 30 } }));
  await at.until(() => at.phase() === 'finished');
  return at;
}

async function made(at: Bench, ...passes: readonly PassText[]): Promise<Made> {
  const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
  expect(problems).toEqual([]);
  const variant = await at.handlers['compress.run']({ runId, recipe });
  if (!variant) throw new Error('it was given up');
  const files = await at.handlers['compress.export']({ runId, variantId: variant.variantId });
  return { ...variant, weights: decodeModel(decodeCompressed(files[0]?.bytes ?? new Uint8Array()).model) };
}

const inner = ({ weights }: Made): readonly (readonly [string, Float32Array])[] =>
  Object.entries(weights).filter(([name]) => name.includes('.h.') && /c_(attn|proj|fc)\.weight/.test(name));
const zerosIn = (values: Float32Array): number => values.filter((value) => value === 0).length;
const lengthOf = (values: readonly Float32Array[]): number => values.reduce((sum, { length }) => sum + length, 0);

/** [inputs, outputs]: groups lie along the inputs. */
function zerosPerGroup(name: string, values: Float32Array, size: number): ReadonlySet<number> {
  const outputs = name.includes('c_attn') ? 96 : name.includes('c_fc') ? 128 : 32;
  const counts = new Map<string, number>();
  for (const [i, value] of values.entries()) {
    const key = `${Math.floor(Math.floor(i / outputs) / size)} ${i % outputs}`;
    counts.set(key, (counts.get(key) ?? 0) + Number(value === 0));
  }
  return new Set(counts.values());
}

const during = { steps: 16, learningRate: 5e-3, interval: 3, cuts: 4 };

describe.each(backends)('%s', (backend) => {
  test('exactly what was asked for is zero in the end, and better than the same cut at once', async () => {
    const at = await trained(backend);
    const atOnce = await made(at, { method: 'magnitude', sparsity: 0.7 });
    for (const method of ['gradual', 'movement']) {
      const slowly = await made(at, { method, sparsity: 0.7, ...during });
      for (const [name, values] of inner(slowly)) {
        expect(zerosIn(values), `${method} ${name}`).toBe(prunedCount(values.length, 0.7));
      }
      expect(slowly.after.lossNats).toBeLessThan(atOnce.after.lossNats);
    }
    const patterned = await made(at, { method: 'gradual', pattern: '2:4', ...during });
    for (const [name, values] of inner(patterned)) {
      expect(zerosPerGroup(name, values, 4), name).toEqual(new Set([2]));
    }
  });
});

test('over the whole model matrices lose unequally, and only the named ones lose anything', async () => {
  const at = await trained('wasm');
  const whole = inner(await made(at, { method: 'gradual', scope: 'global', ...during })).map(([, values]) => values);
  const lost = whole.map(zerosIn);
  expect(lost.reduce((sum, n) => sum + n, 0)).toBe(prunedCount(lengthOf(whole), 0.5));
  expect(new Set(whole.map((values) => zerosIn(values) / values.length)).size).toBeGreaterThan(1);

  const one = inner(await made(at, { method: 'movement', only: 'h.0.mlp.c_fc', ...during }));
  expect(one.filter(([, values]) => zerosIn(values) > 0).map(([name]) => name)).toEqual([
    expect.stringContaining('h.0.mlp.c_fc'),
  ]);
});

test('what an earlier pass has pruned stays so under every pass', async () => {
  const at = await trained('wasm');
  const first = { method: 'random', sparsity: 0.3 };
  const gone = new Map(inner(await made(at, first)));
  for (const method of ['gradual', 'movement', 'lottery']) {
    const settings = method === 'lottery' ? { steps: 4 } : during;
    for (const [name, values] of inner(await made(at, first, { method, ...settings }))) {
      expect(
        gone.get(name)?.every((value, i) => value !== 0 || values[i] === 0),
        `${method} ${name}`,
      ).toBe(true);
    }
  }
});

describe('lottery', () => {
  const ticket = { method: 'lottery', share: 0.5, steps: 25, learningRate: 5e-3 };

  test('every start has the same mask in the first round; a ticket trains from the run’s own initial weights', async () => {
    const at = await trained('wasm');
    const cut = inner(await made(at, { method: 'magnitude', sparsity: 0.5 }));
    const [initial, random, current] = [
      await made(at, ticket),
      await made(at, { ...ticket, rewindTo: 'random' }),
      await made(at, { ...ticket, rewindTo: 'current' }),
    ];
    const zeros = (from: readonly (readonly [string, Float32Array])[]) =>
      from.map(([, values]) => values.map((value) => Number(value === 0)));
    for (const one of [initial, random, current]) expect(zeros(inner(one))).toEqual(zeros(cut));
    const losses = [initial, random, current].map(({ after }) => after.lossNats);
    expect(new Set(losses).size).toBe(3);
    // Nothing is better than to go on.
    expect(losses[2]).toBe(Math.min(...losses));

    const retrained = await made(
      at,
      { method: 'magnitude', sparsity: 0.5 },
      { method: 'retrain', steps: 25, learningRate: 5e-3 },
    );
    expect(retrained.after.lossNats).toBe(current.after.lossNats);
  });

  test('without training to speak of, what stays is where the run began', async () => {
    const at = await trained('cpu');
    const still = await made(at, { ...ticket, steps: 1, learningRate: 1e-6 });
    const fresh = open();
    await start(
      fresh,
      'cpu',
      small({ model: { width: 32 }, training: { steps: 1 }, optimizer: { learningRate: 1e-6 } }),
    );
    await fresh.until(() => fresh.phase() === 'finished');
    const began = new Map(inner(await made(fresh, { method: 'rtn', bits: 8, only: 'h.0.attn.c_proj' })));
    for (const [name, values] of inner(still).filter(([key]) => !key.includes('attn.c_proj'))) {
      const from = began.get(name) ?? new Float32Array();
      expect(
        values.every((value, i) => value === 0 || Math.abs(value - (from[i] ?? NaN)) < 1e-5),
        name,
      ).toBe(true);
      expect(zerosIn(values), name).toBe(prunedCount(values.length, 0.5));
    }
  });

  test('each round removes its share of what is left, and steps are told over all rounds', async () => {
    const at = await trained('wasm');
    const twice = await made(at, { ...ticket, rounds: 2, share: 0.4, steps: 6 });
    for (const [name, values] of inner(twice)) {
      const left = values.length - prunedCount(values.length, 0.4);
      expect(values.length - zerosIn(values), name).toBe(left - prunedCount(left, 0.4));
    }
    const told = at.of('compress.progress').flatMap(({ training }) => (training ? [training] : []));
    expect(told.at(-1)).toMatchObject({ step: 12, steps: 12 });
  });
});
