/** The worker's handlers over the real engine: a run's whole life, and each failure provoked. */
import { expect, test, vi } from 'vitest';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/domain/files/checkpoint.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { open, runId, small, start } from './handlerBench.ts';

test('a run starts, reports, pauses at once, takes a live change, steps once, finishes and exports', async () => {
  const at = open();
  await start(at, 'wasm', small());
  await at.until(() => at.of('run.sample').length > 1);
  const frame = at.of('metrics.frame')[0];
  expect(frame?.steps[0]).toBe(1);
  expect(frame?.columns.trainLossNats[0]).toBeGreaterThan(1);

  const asked = performance.now();
  const paused = await at.handlers['run.pause']({ runId });
  expect(paused.phase).toBe('paused');
  expect(performance.now() - asked).toBeLessThan(100);
  await at.until(() => at.of('run.checkpoint').length > 0);

  const changed = small({ optimizer: { learningRate: 0.001 } });
  const { step } = await at.handlers['run.update']({ runId, config: changed });
  const before = (await at.handlers['run.step']({ runId })).step;
  expect(before).toBe(step);
  await at.handlers['run.continue']({ runId });
  await at.until(() => at.phase() === 'finished');
  const rows = at
    .of('metrics.frame')
    .flatMap(({ steps, columns }) => [...steps].map((s, i) => ({ s, rate: columns.learningRate[i] })));
  expect(rows.map(({ s }) => s)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  expect(rows[step]?.rate).toBeLessThan(0.0011);

  const summary = await at.handlers['run.summary']({ runId });
  expect(summary.steps).toBe(60);
  expect(summary.valLossNats).toBeLessThan(3);
  const files = await at.handlers['run.export']({ runId });
  expect(files.map(({ name }) => name)).toEqual([
    'model.safetensors',
    'config.json',
    'tokenizer.json',
    'experiment.json',
  ]);
});

test('text is generated while training goes on', async () => {
  const at = open();
  await start(at, 'wasm', small({ training: { steps: 100000 } }));
  await at.until(() => at.of('metrics.frame').length > 0);
  const options = { temperature: 1, topK: 0, topP: 1, maxTokens: 30, seed: 3 };
  const { tokens } = await at.handlers['generate.start']({ runId, generationId: 7, prompt: 'ab', options });
  expect(tokens).toBe(30);
  const spoken = at.of('generate.token');
  expect(spoken.filter(({ fromPrompt }) => fromPrompt).length).toBe(2);
  expect(spoken.at(-1)?.token.alternatives.length).toBe(8);
  expect(at.phase()).toBe('running');
});

test('the machine is measured while no step is made, and a run that is asked for meanwhile waits', async () => {
  const at = open();
  await start(at, 'wasm', small({ training: { steps: 100000 } }));
  await at.until(() => at.of('metrics.frame').length > 0);
  const measuring = at.handlers['engine.measure'](null);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = at.of('run.status').length;
  const starting = at.handlers['run.start']({ runId, config: small(), ownText: null, resume: false, paused: true });
  expect((await measuring).flopsPerSecond).toBeGreaterThan(0);
  // No step has been reported, and the other run is not there before the measurement is over.
  expect(at.of('run.status').length).toBe(before);
  await starting;
  expect((await at.handlers['run.step']({ runId })).cost?.stepMs).toBeGreaterThan(0);
});

test('a run resumes from its checkpoint in storage, at its step', async () => {
  const storage = memoryStorage(null);
  const first = open(storage);
  await start(first, 'wasm', small({ training: { steps: 100000 } }));
  await first.until(() => first.of('metrics.frame').length > 2);
  await first.handlers['run.pause']({ runId });
  await first.until(() => first.of('run.checkpoint').length > 0);
  const stored = first.of('run.checkpoint').at(-1)?.step ?? -1;

  const second = open(storage);
  await second.handlers['engine.start']({ choice: 'wasm', precision: 'f32' });
  const { step } = await second.handlers['run.start']({
    runId,
    config: small({ training: { steps: 100000 } }),
    ownText: null,
    resume: true,
    paused: true,
  });
  expect(step).toBe(stored);
  expect((await second.handlers['run.step']({ runId })).step).toBe(stored + 1);
});

test('a damaged checkpoint is told, and the one before it is used', async () => {
  const storage = memoryStorage(null);
  const first = open(storage);
  await first.handlers['engine.start']({ choice: 'wasm', precision: 'f32' });
  await first.handlers['run.start']({ runId, config: small(), ownText: null, resume: false, paused: true });
  await first.handlers['run.step']({ runId });
  await first.handlers['run.save']({ runId });
  await storage.checkpoints.save({ runId, step: 2, bytes: new Uint8Array(100).fill(7), createdAt: 0 });

  const second = open(storage);
  await second.handlers['engine.start']({ choice: 'wasm', precision: 'f32' });
  const { step } = await second.handlers['run.start']({
    runId,
    config: small(),
    ownText: null,
    resume: true,
    paused: true,
  });
  expect(step).toBe(1);
  expect(second.of('engine.notice')[0]?.error.code).toBe('bad-checkpoint');
});

test('a structural change is refused and the run goes on', async () => {
  const at = open();
  await start(at, 'wasm', small({ training: { steps: 100000 } }));
  await expect(at.handlers['run.update']({ runId, config: small({ model: { width: 32 } }) })).rejects.toMatchObject({
    code: 'bad-config',
    problems: [{ path: 'model.width' }],
  });
  expect(at.phase()).toBe('running');
});

test('a diverging run fails with non-finite, and the checkpoint from before is still there', async () => {
  const storage = memoryStorage(null);
  const at = open(storage);
  const wild = small({ training: { steps: 100000 } });
  await at.handlers['engine.start']({ choice: 'cpu', precision: 'f32' });
  await at.handlers['run.start']({ runId, config: wild, ownText: null, resume: false, paused: true });
  await at.handlers['run.save']({ runId });
  const checkpoint = decodeCheckpoint((await storage.checkpoints.latest(runId))?.bytes ?? new Uint8Array());
  // Weights as large as floats can be: the first step overflows.
  checkpoint.weights['transformer.wte.weight']?.data.fill(3e38);
  await storage.checkpoints.save({ runId: 'run-2', step: 0, bytes: encodeCheckpoint(checkpoint), createdAt: 0 });
  await at.handlers['run.start']({ runId: 'run-2', config: wild, ownText: null, resume: true, paused: false });
  await at.until(() => at.of('run.failed').length > 0);
  expect(at.of('run.failed')[0]?.error.code).toBe('non-finite');
  expect((await storage.checkpoints.latest(runId))?.step).toBe(0);
  await at.handlers['run.stop']({ runId: 'run-2' });
});

test('storage that is full is told, and training goes on', async () => {
  const full = memoryStorage(null);
  const at = open({
    ...full,
    checkpoints: { ...full.checkpoints, save: () => Promise.reject(new TrimtabError('storage-full', { bytes: 1 })) },
  });
  await start(at, 'wasm', small());
  await at.until(() => at.phase() === 'finished');
  expect(at.of('engine.notice')[0]?.error.code).toBe('storage-full');
});

test('a model that cannot fit is refused before it starts, and the running one is untouched', async () => {
  const at = open();
  await start(at, 'wasm', small({ training: { steps: 100000 } }));
  const huge = small({
    model: { layers: 24, width: 1024, heads: 16, context: 1024 },
    data: { corpus: 'copy' },
    training: { batchSize: 512 },
  });
  await expect(
    at.handlers['run.start']({ runId: 'huge', config: huge, ownText: null, resume: false, paused: false }),
  ).rejects.toMatchObject({ code: 'out-of-memory' });
  expect(at.phase()).toBe('running');
});

test('a lost GPU device ends the run with gpu-lost; WASM takes over from the checkpoint', async () => {
  const storage = memoryStorage(null);
  const at = open(storage);
  const requests = vi.spyOn(GPUAdapter.prototype, 'requestDevice');
  try {
    await start(at, 'webgpu', small({ training: { steps: 100000 } }));
    await at.until(() => at.of('metrics.frame').length > 1);
    const saved = await at.handlers['run.save']({ runId });
    const device: GPUDevice | undefined = await requests.mock.results.at(-1)?.value;
    device?.destroy();
    await at.until(() => at.of('run.failed').length > 0);
    expect(at.of('run.failed')[0]?.error.code).toBe('gpu-lost');
    await at.handlers['engine.start']({ choice: 'wasm', precision: 'f32' });
    const resumed = await at.handlers['run.start']({
      runId,
      config: small({ training: { steps: 100000 } }),
      ownText: null,
      resume: true,
      paused: true,
    });
    expect(resumed.step).toBe(saved.step);
    expect((await at.handlers['run.step']({ runId })).step).toBe(saved.step + 1);
  } finally {
    requests.mockRestore();
  }
});

test('half precision where there is none is answered with f32 and a notice', async () => {
  const at = open();
  const status = await at.handlers['engine.start']({ choice: 'wasm', precision: 'f16' });
  expect(status).toMatchObject({ backend: 'wasm', precision: 'f32' });
  expect(at.of('engine.notice').map(({ error }) => error)).toMatchObject([
    { code: 'half-unavailable', detail: { backend: 'wasm' } },
  ]);
  await at.handlers['engine.start']({ choice: 'wasm', precision: 'f32' });
  expect(at.of('engine.notice')).toHaveLength(1);
});
