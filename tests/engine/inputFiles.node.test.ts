/** A model with rounded inputs, from its recipe to a file and back: the same loss wherever it is opened. */
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { decodeCheckpoint } from '../../src/domain/files/checkpoint.ts';
import { openCompressed } from '../../src/lab/compressedModel.ts';
import type { CompressedVariant } from '../../src/protocol/compression.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { bench, rest, runId, small, start, type Bench } from './handlerBench.ts';

// What a backend says of the machine is the browser's affair.
beforeAll(() => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 1, userAgent: '' });
  return () => vi.unstubAllGlobals();
});

const config = small({
  data: { corpus: 'modular-addition', modulus: 11, heldOut: 0.1 },
  model: { context: 16 },
  training: { evalEvery: 1000, batchSize: 4, evalWindows: 8, steps: 40 },
});

async function made(at: Bench, ...passes: readonly object[]): Promise<CompressedVariant> {
  const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
  expect(problems).toEqual([]);
  const variant = await at.handlers['compress.run']({ runId, recipe });
  if (!variant) throw new Error('it was given up');
  return variant;
}

test('what is opened rounds as before, and is kept so', async () => {
  const at = bench(memoryStorage(null));
  onTestFinished(() => rest(at));
  await start(at, 'cpu', config);
  await at.until(() => at.phase() === 'finished');
  const rtn = { method: 'rtn', bits: 8, granularity: 'row', symmetric: true };
  const weightsOnly = await made(at, rtn);
  const variant = await made(at, rtn, { method: 'activations', bits: 4, per: 'tensor' });
  expect(Math.abs(variant.after.lossNats - weightsOnly.after.lossNats)).toBeGreaterThan(1e-3);
  const files = await at.handlers['compress.export']({ runId, variantId: variant.variantId });

  const storage = memoryStorage(null);
  const second = bench(storage);
  onTestFinished(() => rest(second));
  const opened = await second.handlers['files.open']({
    runId,
    files: files.map(({ name, bytes }) => ({ name, blob: new Blob([bytes]) })),
    corpus: null,
  });
  if (!opened) throw new Error('it was given up');
  await second.handlers['engine.start']({ choice: 'cpu', precision: 'f32' });
  await second.handlers['run.start']({ runId, config: opened.config, ownText: null, resume: true, paused: true });
  expect(await second.handlers['files.compressed']({ runId })).toMatchObject({
    fileBytes: variant.fileBytes,
    before: variant.after,
    after: variant.after,
  });
  // A recipe on it starts from what it rounds already.
  const nothing = await made(second);
  expect(nothing.after).toEqual(variant.after);

  await second.handlers['run.save']({ runId });
  const kept = decodeCheckpoint((await storage.checkpoints.latest(runId))?.bytes ?? new Uint8Array());
  expect(Object.values(kept.inputs ?? {}).map(({ bits }) => bits)).toEqual([4, 4, 4, 4]);

  const forLab = openCompressed(files[0]?.bytes ?? new Uint8Array());
  if (!forLab.ok) throw new Error(forLab.message);
  expect(decodeCheckpoint(forLab.checkpoint as Uint8Array<ArrayBuffer>).inputs).toEqual(kept.inputs);
});

test('training sees a folded model as it is, and leaves it folded', async () => {
  const at = bench(memoryStorage(null));
  onTestFinished(() => rest(at));
  await start(at, 'cpu', config);
  await at.until(() => at.phase() === 'finished');
  const retrain = { method: 'retrain', steps: 1, learningRate: 1e-5 };
  const lossSeen = (): number =>
    at.of('compress.progress').findLast(({ training }) => training !== undefined)?.training?.lossNats ?? Number.NaN;
  await made(at, retrain);
  const expected = lossSeen();
  const { before, after } = await made(at, { method: 'outliers', size: 100 }, retrain);
  expect(lossSeen()).toBeCloseTo(expected, 5);
  expect(Math.abs(after.lossNats - before.lossNats)).toBeLessThan(1e-3);
});
