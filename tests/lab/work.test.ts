/** A lab job against the fake engine: what is asked of the worker, what is reported, and how it ends. */
import { describe, expect, test } from 'vitest';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { presetConfig } from '../../src/domain/presets/index.ts';
import type { LabReports, LabRequest } from '../../src/lab/contract.ts';
import { checkpointFile, type Job, startJob } from '../../src/lab/work.ts';
import { createClient } from '../../src/state/client.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { createFakeWire, type FakeWire } from '../state/fakeWorker.ts';
import { waitFor } from '../state/waitFor.ts';

const config = presetConfig('copy-task');
const bytes = new Uint8Array([1, 2, 3]);
const training: LabRequest = {
  action: 'train',
  config,
  ownText: null,
  tokenizer: null,
  backend: 'auto',
  precision: 'f32',
  checkpoint: null,
  recipes: [],
};

interface Lab {
  readonly wire: FakeWire;
  readonly job: Job;
  readonly reported: (keyof LabReports)[];
  payloads<N extends keyof LabReports>(name: N): LabReports[N][];
}

async function start(request: LabRequest, storedStep = 0): Promise<Lab> {
  const checkpoints = new Map(request.checkpoint ? [['lab', request.checkpoint.step]] : []);
  const wire = createFakeWire({ checkpoints });
  const store = memoryStorage({ code: 'storage-unavailable', detail: {}, problems: [] }).checkpoints;
  // The fake engine keeps steps only; the real one's bytes would lie here.
  await store.save({ runId: 'lab', step: storedStep, bytes, createdAt: 0 });
  const reports: { readonly name: keyof LabReports; readonly payload: unknown }[] = [];
  const reported: (keyof LabReports)[] = [];
  const parts = {
    client: createClient(wire.spawn),
    checkpoints: store,
    report(name: keyof LabReports, payload: unknown) {
      reported.push(name);
      reports.push({ name, payload });
    },
  };
  const payloads = <N extends keyof LabReports>(wanted: N): LabReports[N][] =>
    reports.flatMap(({ name, payload }) => (name === wanted ? [payload as LabReports[N]] : []));
  return { wire, reported, payloads, job: startJob(parts, request) };
}

const running = ({ wire }: Lab): Promise<void> =>
  waitFor(() => expect(wire.requestsOf('run.continue')).toHaveLength(1));

test('trains to the end and hands over the model, a checkpoint and the figures', async () => {
  const lab = await start(training);
  await running(lab);
  lab.wire.engine.advance(config.training.steps);
  const outcome = await lab.job.outcome;
  expect(outcome).toMatchObject({ kind: 'done', interrupted: false, summary: { steps: config.training.steps } });
  if (outcome.kind !== 'done') return;
  expect(outcome.files.map(({ name }) => name)).toEqual(['experiment.json', checkpointFile]);
  const [started, metrics] = [lab.payloads('started').at(-1), lab.payloads('metrics').at(-1)];
  expect(started?.tensors).toContain('transformer.wte.weight');
  expect(metrics?.norms?.values).toHaveLength(3 * (started?.tensors.length ?? NaN));
  expect(new Set(lab.reported)).toEqual(new Set(['engine', 'started', 'metrics', 'sample']));
});

test('stops early when asked, and keeps what it has', async () => {
  const lab = await start(training);
  await running(lab);
  lab.wire.engine.advance(10);
  lab.job.interrupt();
  expect(await lab.job.outcome).toMatchObject({ kind: 'done', interrupted: true, summary: { steps: 10 } });
});

test('does not train at all when stopped before the run exists', async () => {
  const lab = await start(training);
  lab.job.interrupt();
  expect(await lab.job.outcome).toMatchObject({ kind: 'done', interrupted: true, summary: { steps: 0 } });
});

test('goes on from a checkpoint', async () => {
  const lab = await start({ ...training, checkpoint: { step: 30, bytes } }, 30);
  await running(lab);
  expect(lab.wire.requestsOf('run.start')[0]?.payload).toMatchObject({ resume: true });
  expect(lab.wire.engine.run?.step).toBe(30);
  lab.job.interrupt();
  await lab.job.outcome;
});

test('evaluates without training and without files', async () => {
  const lab = await start({ ...training, action: 'evaluate', checkpoint: { step: 30, bytes } }, 30);
  expect(await lab.job.outcome).toMatchObject({ kind: 'done', files: [], summary: { steps: 30 } });
  expect(lab.wire.requestsOf('run.continue')).toEqual([]);
});

describe('compression', () => {
  const recipes = [8, 4].map((bits) => validateRecipe({ passes: [{ method: 'rtn', bits }] }).recipe);
  const compression: LabRequest = { ...training, action: 'compress', checkpoint: { step: 30, bytes }, recipes };

  test('runs one recipe after another on the checkpoint, and trains nothing', async () => {
    const lab = await start(compression, 30);
    expect(await lab.job.outcome).toEqual({ kind: 'compressed', interrupted: false });
    expect(lab.payloads('compressed')).toMatchObject(
      recipes.map((recipe, index) => ({ index, variant: { recipe, step: 30 } })),
    );
    const names = lab.payloads('compressed').map(({ files }) => files.map(({ name }) => name).toSorted());
    const expected = ['experiment.json', 'model.trimtab.safetensors', 'recipe.json', 'tokenizer.json'];
    expect(names).toEqual([expected, expected]);
    expect(lab.reported).toContain('compressing');
    expect(lab.wire.requestsOf('run.continue')).toEqual([]);
  });

  test('measures on the whole validation split, and keeps no model in the worker', async () => {
    const lab = await start(compression, 30);
    await lab.job.outcome;
    const asked = lab.wire.requestsOf('compress.run').map(({ payload }) => payload);
    expect(asked).toEqual(recipes.map((recipe) => ({ runId: 'lab', recipe, wholeSplit: true })));
    expect(lab.wire.requestsOf('compress.drop')).toHaveLength(2);
  });

  test('stops between recipes when asked, and keeps what is done', async () => {
    const lab = await start(compression, 30);
    const read = lab.wire.silence('compress.drop');
    await waitFor(() => expect(lab.wire.requestsOf('compress.drop')).toHaveLength(1));
    lab.job.interrupt();
    read();
    expect(await lab.job.outcome).toEqual({ kind: 'compressed', interrupted: true });
    expect(lab.wire.requestsOf('compress.cancel')).toHaveLength(1);
    expect(lab.payloads('compressed')).toHaveLength(1);
  });

  test('a recipe that does not fit the model ends it; the input is to blame', async () => {
    const wire = createFakeWire({ checkpoints: new Map([['lab', 30]]) });
    wire.refuseNext('compress.run', 'bad-config');
    const { checkpoints } = memoryStorage({ code: 'storage-unavailable', detail: {}, problems: [] });
    const { outcome } = startJob(
      { client: createClient(wire.spawn), checkpoints, report: () => undefined },
      compression,
    );
    expect(await outcome).toMatchObject({ kind: 'failed', badInput: true });
  });
});

test.each([
  ['bad-config', true],
  ['gpu-unavailable', false],
] as const)('%s ends in one line; the input is to blame: %s', async (code, badInput) => {
  const wire = createFakeWire();
  wire.refuseNext('run.start', code);
  const { checkpoints } = memoryStorage({ code: 'storage-unavailable', detail: {}, problems: [] });
  const { outcome } = startJob({ client: createClient(wire.spawn), checkpoints, report: () => undefined }, training);
  expect(await outcome).toMatchObject({ kind: 'failed', badInput, message: expect.stringMatching(/^[^\n]+$/) });
});

test('a run that breaks down while training fails', async () => {
  const lab = await start(training);
  await running(lab);
  lab.wire.engine.failRun('non-finite');
  expect(await lab.job.outcome).toMatchObject({ kind: 'failed', badInput: false });
});

test('so does a worker that crashes', async () => {
  const lab = await start(training);
  await running(lab);
  lab.wire.crash('killed');
  expect(await lab.job.outcome).toMatchObject({ kind: 'failed', badInput: false });
});
