/** Models from files through the worker's handlers: what was written comes back as a run with the same loss. */
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { textHash } from '../../src/domain/data/textHash.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import type { ExportedFile } from '../../src/protocol/protocol.ts';
import type { OpenableFile, OpenedModel } from '../../src/protocol/files.ts';
import { readTensors, writeTensors } from '../../src/domain/files/safetensors.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { readingRecipe } from '../../src/domain/files/opening/compressWhileReading.ts';
import { foreign } from '../domain/files/opening/models.ts';
import { bench, rest, runId, small, start, type Bench } from './handlerBench.ts';

// What a backend says of the machine is the browser's affair.
beforeAll(() => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 1, userAgent: '' });
  return () => vi.unstubAllGlobals();
});

const given = (files: readonly ExportedFile[]): readonly OpenableFile[] =>
  files.map(({ name, bytes }) => ({ name: `some-run.${name}`, blob: new Blob([bytes]) }));

/** Samples and validations on the way would take most of the time. */
const short = { evalEvery: 1000, batchSize: 4, evalWindows: 8 };

/** A dozen held-out questions of a few tokens. */
const data = { corpus: 'modular-addition', modulus: 11, heldOut: 0.1 };

const gpt = (steps: number): ExperimentConfig => small({ data, model: { context: 16 }, training: { ...short, steps } });

const lstm = (steps: number): ExperimentConfig =>
  validate({
    data,
    model: { architecture: 'lstm', layers: 1, width: 16, context: 16 },
    training: { ...short, steps },
  }).config;

async function finished(config: ExperimentConfig): Promise<Bench> {
  const at = bench(memoryStorage(null));
  onTestFinished(() => rest(at));
  await start(at, 'cpu', config);
  await at.until(() => at.phase() === 'finished');
  return at;
}

/** A fresh worker that opens the files and starts what they hold. */
async function opened(files: readonly OpenableFile[]): Promise<{ readonly at: Bench; readonly model: OpenedModel }> {
  const at = bench(memoryStorage(null));
  onTestFinished(() => rest(at));
  const model = await at.handlers['files.open']({ runId, files, corpus: null });
  if (!model) throw new Error('it was given up');
  await at.handlers['engine.start']({ choice: 'cpu', precision: 'f32' });
  const { config } = model;
  await at.handlers['run.start']({ runId, config, ownText: null, resume: true, paused: true });
  return { at, model };
}

const text = 'the quick brown fox '.repeat(40);
const part = { bytes: text.length, characters: text.length, sha256: '' };
const corpusIndex = JSON.stringify({ version: 1, corpora: { 'moby-dick': { train: part, validation: part } } });

const evaluation = (at: Bench) => at.handlers['run.evaluate']({ runId });

describe.each([
  ['transformer', gpt],
  ['lstm', lstm],
] as const)('%s', (_name, config) => {
  test('an exported model is a run at its step, with the same loss, that trains on', async () => {
    const before = await finished(config(6));
    const expected = await evaluation(before);
    const { at, model } = await opened(given(await before.handlers['run.export']({ runId })));
    expect(model).toMatchObject({ kind: 'own', step: 6, otherCorpus: false, config: config(6) });
    expect(at.of('files.progress').at(-1)?.share).toBe(1);
    expect(await evaluation(at)).toEqual(expected);
    const shares = at.of('run.evaluating').map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(await at.handlers['run.step']({ runId })).toMatchObject({ step: 7 });
  });
});

test('how far a model was trained is what its files say, else what is known beside them', async () => {
  const exported = await (await finished(gpt(6))).handlers['run.export']({ runId });
  const silent = exported.map((file) => {
    if (file.name !== 'model.safetensors') return file;
    const { trimtab: _, ...metadata } = readTensors(file.bytes, ['F32']).metadata;
    return { ...file, bytes: writeTensors({ ...readTensors(file.bytes, ['F32']), metadata }) };
  });
  const progress = { step: 5, tokensSeen: 320, elapsedSeconds: 2 };
  const at = bench(memoryStorage(null));
  onTestFinished(() => rest(at));
  const open = (files: readonly ExportedFile[], known: object) =>
    at.handlers['files.open']({ runId, files: given(files), corpus: null, ...known });
  expect(await open(exported, { progress })).toMatchObject({ step: 6 });
  expect(await open(silent, {})).toMatchObject({ step: 0 });
  expect(await open(silent, { progress })).toMatchObject({ step: 5 });
});

test('a whole checkpoint goes on as if it had never stopped', async () => {
  const storage = memoryStorage(null);
  const before = bench(storage);
  onTestFinished(() => rest(before));
  await start(before, 'cpu', gpt(6));
  await before.until(() => before.phase() === 'finished');
  await before.handlers['run.save']({ runId });
  const bytes = (await storage.checkpoints.latest(runId))?.bytes ?? new Uint8Array();
  const exported = await before.handlers['run.export']({ runId });
  const { at, model } = await opened(given([...exported, { name: 'checkpoint.safetensors', bytes }]));
  expect(model.kind).toBe('checkpoint');
  for (const each of [before, at]) for (let k = 0; k < 3; k++) await each.handlers['run.step']({ runId });
  expect(await evaluation(at)).toEqual(await evaluation(before));
});

test('a compressed file comes back as the same variant and the same file', async () => {
  const before = await finished(gpt(6));
  const { recipe } = validateRecipe({ passes: [{ method: 'rtn', bits: 4, group: 8 }], rest: 'f16' });
  const variant = await before.handlers['compress.run']({ runId, recipe });
  if (!variant) throw new Error('it was given up');
  const files = await before.handlers['compress.export']({ runId, variantId: variant.variantId });
  const { at, model } = await opened(given(files));
  expect(model.kind).toBe('compressed');
  const again = await at.handlers['files.compressed']({ runId });
  expect(again).toMatchObject({
    opened: true,
    recipe,
    fileBytes: variant.fileBytes,
    after: variant.after,
    before: variant.after,
    tokens: variant.tokens,
  });
  expect(await at.handlers['compress.export']({ runId, variantId: again?.variantId ?? 0 })).toEqual(files);
  expect(await at.handlers['files.compressed']({ runId })).toBeNull();
});

test('a text that is not here leaves the tokenizer, and another text takes its place', async () => {
  const before = bench(memoryStorage(null));
  onTestFinished(() => rest(before));
  const ownText = 'the quick brown fox jumps over the lazy dog. '.repeat(60);
  const config = small({ data: { corpus: 'own-text', textHash: textHash(ownText) }, training: { steps: 5 } });
  await before.handlers['engine.start']({ choice: 'cpu', precision: 'f32' });
  await before.handlers['run.start']({ runId, config, ownText, resume: false, paused: true });
  const files = given(await before.handlers['run.export']({ runId }));
  const at = bench(memoryStorage(null));
  const model = await at.handlers['files.open']({ runId, files, corpus: null });
  expect(model).toMatchObject({ otherCorpus: true, config: { data: { corpus: 'moby-dick', tokenizer: 'imported' } } });
  const chosen = await at.handlers['files.open']({ runId, files, corpus: 'copy' });
  if (!chosen) throw new Error('it was given up');
  expect(chosen).toMatchObject({ otherCorpus: false, config: { data: { corpus: 'copy', tokenizer: 'imported' } } });
  await at.handlers['engine.start']({ choice: 'cpu', precision: 'f32' });
  const { facts } = await at.handlers['run.start']({
    runId,
    config: chosen.config,
    ownText: null,
    resume: true,
    paused: true,
  });
  expect(facts.parameters).toBe(chosen.parameters);
  await rest(at);
});

test('a model that is too large is compressed while it is read, to the same file as afterwards', async () => {
  const files = given(Object.entries(foreign).map(([name, bytes]) => ({ name, bytes })));
  const load = async (name: string): Promise<string> => (name === 'index.json' ? corpusIndex : text);
  const opens = async (mostTrainable: number) => {
    const at = bench(memoryStorage(null), { load, mostTrainable });
    onTestFinished(() => rest(at));
    const model = await at.handlers['files.open']({ runId, files, corpus: 'moby-dick' });
    if (!model) throw new Error('it was given up');
    await at.handlers['engine.start']({ choice: 'cpu', precision: 'f32' });
    const { config } = model;
    await at.handlers['run.start']({ runId, config, ownText: null, resume: true, paused: true });
    return { at, model };
  };
  const exported = (at: Bench, variantId = 0) => at.handlers['compress.export']({ runId, variantId });

  const whole = await opens(1e6);
  expect(whole.model.kind).toBe('hugging-face');
  const made = await whole.at.handlers['compress.run']({ runId, recipe: readingRecipe });
  const streamed = await opens(100);
  expect(streamed.model).toMatchObject({ kind: 'streamed', recipe: readingRecipe, config: whole.model.config });
  const adopted = await streamed.at.handlers['files.compressed']({ runId });
  expect(adopted).toMatchObject({ opened: true, fileBytes: made?.fileBytes, layers: [] });
  expect(await exported(streamed.at, adopted?.variantId)).toEqual(await exported(whole.at, made?.variantId));

  const options = { temperature: 0, topK: 0, topP: 1, maxTokens: 5, seed: 1 };
  const request = { runId, generationId: 1, prompt: 'the', options };
  await streamed.at.handlers['generate.start'](request);
  await whole.at.handlers['generate.start']({ ...request, variantId: made?.variantId ?? 0 });
  const spoken = (at: Bench) => at.of('generate.token').map(({ token }) => token);
  expect(spoken(streamed.at)).toHaveLength(8);
  expect(spoken(streamed.at)).toEqual(spoken(whole.at));
  for (const refused of [
    streamed.at.handlers['run.export']({ runId }),
    streamed.at.handlers['compress.run']({ runId, recipe: readingRecipe }),
  ])
    await expect(refused).rejects.toMatchObject({ code: 'not-trainable' });
});

test('without the files the tokenizer is asked for', async () => {
  const at = bench(memoryStorage(null));
  await at.handlers['engine.start']({ choice: 'cpu', precision: 'f32' });
  const config = small({ data: { tokenizer: 'imported', tokenizerHash: '0123456789abcdef' } });
  await expect(
    at.handlers['run.start']({ runId, config, ownText: null, resume: false, paused: true }),
  ).rejects.toMatchObject({ code: 'tokenizer-missing' });
});
