/** Each way in which training can break, and the way back. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { TrimtabError, type RemedyAction } from '../../src/domain/core/errors.ts';
import { createFakeBrowser, type FakeBrowser, type FakeTab, openTab, pin } from './testApp.ts';

let browser: FakeBrowser;
let tab: FakeTab;

beforeEach(async () => {
  vi.useFakeTimers({ now: 1e6 });
  browser = createFakeBrowser();
  tab = openTab(browser);
  pin(tab);
  await tab.app.actions.run.start();
  await train(120);
  return () => {
    tab.close();
    vi.useRealTimers();
  };
});

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const run = () => tab.state().run;
const shown = (): string[] => tab.state().errors.map(({ report }) => report.code);

async function train(steps: number): Promise<void> {
  tab.wire.engine.advance(steps);
  await settle();
}

const perform = (action: RemedyAction): Promise<void> =>
  tab.app.actions.errors.perform(tab.state().errors.at(-1)?.id ?? 0, action);

const logged = (): number[] => {
  const { runId } = run();
  return Array.from(
    tab.app.metrics.series(runId ?? '', {
      column: 'trainLossNats',
      xAxis: 'step',
      range: null,
      maxPoints: 1e4,
      smoothing: 0,
    }).x,
  );
};
const stepsTo = (last: number): number[] => Array.from({ length: last }, (_, n) => n + 1);

describe('a crashed worker', () => {
  it('is told of once; a fresh one goes on from the last checkpoint', async () => {
    const { runId } = run();
    tab.wire.crash('RuntimeError: unreachable');
    await settle();
    expect(shown()).toEqual(['worker-crashed']);
    expect(tab.state().errors[0]).toMatchObject({ runId, step: 120 });
    expect([run().phase, tab.state().engine.phase]).toEqual(['failed', 'failed']);
    await perform('restart-worker');
    expect(tab.wire.workers).toBe(2);
    expect(run()).toMatchObject({ runId, phase: 'running', resumedAt: 100, latest: { step: 100 } });
    expect(run().samples.map(({ step }) => step)).toEqual([50, 100]);
    await train(50);
    expect(logged()).toEqual(stepsTo(150));
    expect(shown()).toEqual([]);
  });

  it('before the first checkpoint starts the run from the beginning', async () => {
    await tab.app.actions.run.restartSameSeed();
    await train(20);
    const { runId } = run();
    tab.wire.crash('gone');
    await settle();
    await perform('restart-worker');
    expect(run()).toMatchObject({ runId, phase: 'running', resumedAt: 0, latest: null });
    await train(30);
    expect(logged()).toEqual(stepsTo(30));
  });

  it('takes a finished run with it, which can be had back', async () => {
    await train(1880);
    expect(run().phase).toBe('finished');
    tab.wire.crash('gone');
    await settle();
    expect([run().phase, tab.state().runs.list[0]?.phase]).toEqual(['failed', 'finished']);
    await tab.app.actions.generation.generate();
    expect(shown()).toEqual(['worker-crashed']);
    await perform('restart-worker');
    expect(run()).toMatchObject({ phase: 'finished', resumedAt: 2000 });
  });

  it('while a run is being prepared leaves the run before it to be taken up again', async () => {
    const { runId } = run();
    tab.wire.silence('run.start');
    const starting = tab.app.actions.run.newSeed();
    await settle();
    tab.wire.crash('gone');
    await starting;
    expect(run()).toMatchObject({ runId, phase: 'failed' });
    expect(tab.state().runs.list).toHaveLength(1);
  });

  it('also in storage has no rows twice', async () => {
    const { runId } = run();
    tab.wire.crash('gone');
    await settle();
    await perform('restart-worker');
    await train(50);
    await settle(5000);
    const frames = await browser.storage.runs.metrics(runId ?? '');
    expect(frames.flatMap(({ steps }) => [...steps])).toEqual(stepsTo(150));
  });
});

describe('a run that diverges', () => {
  beforeEach(async () => {
    tab.wire.engine.failRun('non-finite');
    await settle();
  });

  it('fails, with its step', () => {
    expect(run().phase).toBe('failed');
    expect(tab.state().errors).toMatchObject([{ report: { code: 'non-finite' }, step: 120, kind: 'error' }]);
    expect(tab.state().runs.list[0]?.phase).toBe('failed');
  });

  it('goes back to the checkpoint, and is at no moment taken for stopped', async () => {
    const phases = new Set<string>();
    tab.app.store.subscribe((state) => phases.add(state.run.phase));
    await perform('restore-checkpoint');
    expect(run()).toMatchObject({ phase: 'running', resumedAt: 100 });
    expect([...phases]).toEqual(['failed', 'preparing', 'running']);
    expect(shown()).toEqual([]);
  });

  it('goes on with a lower learning rate from its first step, which is marked', async () => {
    await perform('lower-learning-rate');
    expect(tab.wire.requestsOf('run.start').at(-1)?.payload).toMatchObject({
      resume: true,
      config: { optimizer: { learningRate: 0.0013 } },
    });
    expect(run().flags).toEqual([{ step: 101, text: { en: 'η 4e-3 → 0.0013', zh: 'η 4e-3 → 0.0013' } }]);
    await settle(2000);
    expect(tab.wire.requestsOf('run.update')).toEqual([]);
  });

  it('starts anew', async () => {
    const before = run().runId;
    await perform('restart-run');
    expect(run()).toMatchObject({ phase: 'running', resumedAt: null });
    expect(run().runId).not.toBe(before);
  });
});

describe('other failures', () => {
  it('a lost GPU brings the engine up again', async () => {
    tab.wire.engine.failRun('gpu-lost');
    await settle();
    expect(tab.state().engine.phase).toBe('failed');
    await perform('restore-checkpoint');
    expect(tab.wire.requestsOf('engine.start')).toHaveLength(2);
    expect(run()).toMatchObject({ phase: 'running', resumedAt: 100 });
  });

  it('a GPU lost while nothing trains is missed at the next start, not before', async () => {
    await tab.app.actions.run.stop();
    tab.wire.engine.notice('gpu-lost');
    await settle();
    expect(tab.state()).toMatchObject({ engine: { phase: 'failed' }, errors: [{ kind: 'notice' }] });
    await tab.app.actions.run.start();
    expect(tab.wire.requestsOf('engine.start')).toHaveLength(2);
    expect(run().phase).toBe('running');
  });

  it('an engine that the worker has lost unseen is started at the next attempt', async () => {
    tab.wire.refuseNext('run.start', 'internal', { message: 'engine.start comes first' });
    await tab.app.actions.run.newSeed();
    expect([run().phase, tab.state().engine.phase, ...shown()]).toEqual(['failed', 'failed', 'internal']);
    await tab.app.actions.run.start();
    expect(tab.wire.requestsOf('engine.start')).toHaveLength(2);
    expect(run().phase).toBe('running');
  });

  it('a backend chosen while a run is being prepared gets that run', async () => {
    const { runId } = run();
    const answer = tab.wire.silence('run.start');
    const starting = tab.app.actions.run.newSeed();
    await settle();
    const choosing = tab.app.actions.engine.choose('wasm');
    answer();
    await Promise.all([starting, choosing]);
    expect(tab.state().engine).toMatchObject({ phase: 'ready', choice: 'wasm' });
    expect(run()).toMatchObject({ phase: 'running', config: { seed: 4711 } });
    expect(tab.state().runs.list.map(({ id, phase }) => (id === runId ? 'before ' : '') + phase)).toEqual([
      'running',
      'before stopped',
    ]);
    expect(shown()).toEqual([]);
  });

  it('a run that the other backend does not take is not believed to be there', async () => {
    tab.wire.refuseNext('run.start', 'out-of-memory');
    await tab.app.actions.engine.choose('wasm');
    expect([run().phase, ...shown()]).toEqual(['failed', 'out-of-memory']);
  });

  it('another backend takes the run up where it was', async () => {
    const { runId } = run();
    tab.wire.engine.failRun('gpu-invalid');
    await settle();
    await perform('use-wasm');
    expect(tab.wire.requestsOf('engine.start').at(-1)?.payload).toEqual({ choice: 'wasm', precision: 'f32' });
    expect(run()).toMatchObject({ runId, phase: 'running', resumedAt: 100 });
  });

  it('changing the backend of a paused run keeps it paused, at its very step', async () => {
    await tab.app.actions.run.pause();
    await tab.app.actions.engine.choose('webgpu');
    expect(run()).toMatchObject({ phase: 'paused', resumedAt: 120 });
  });

  it('another precision takes the run up where it was, on the same backend', async () => {
    await tab.app.actions.engine.choosePrecision('f16');
    expect(tab.wire.requestsOf('engine.start').at(-1)?.payload).toEqual({ choice: 'auto', precision: 'f16' });
    expect(run()).toMatchObject({ phase: 'running', resumedAt: 120 });
    const starts = tab.wire.requestsOf('engine.start').length;
    await tab.app.actions.engine.choosePrecision('f16');
    expect(tab.wire.requestsOf('engine.start')).toHaveLength(starts);
  });

  it('out of memory is met with half the batch', async () => {
    tab.wire.engine.failRun('out-of-memory');
    await settle();
    await perform('halve-batch');
    expect(tab.wire.engine.run?.config.training.batchSize).toBe(6);
    expect(shown()).toEqual([]);
  });

  it('a race that holds the memory is ended, and then there is room', async () => {
    const races = await tab.app.races();
    races.actions.enterCurrent();
    await races.actions.start();
    tab.wire.refuseNext('run.start', 'memory-held');
    await tab.app.actions.run.start();
    await perform('end-race');
    expect(races.store.getState().status?.phase).toBe('stopped');
    await tab.app.actions.run.start();
    expect(shown()).toEqual([]);
    expect(run().phase).toBe('running');
  });

  it('nothing goes on in a heap that has run out: the next run has a fresh worker', async () => {
    tab.wire.engine.failRun('out-of-memory');
    await settle();
    expect([run().phase, tab.state().engine.phase, ...shown()]).toEqual(['failed', 'idle', 'out-of-memory']);
    await perform('restore-checkpoint');
    expect(tab.wire.workers).toBe(2);
    expect(run()).toMatchObject({ phase: 'running', resumedAt: 100 });
  });

  it('a damaged checkpoint is told, and the run stays failed', async () => {
    tab.wire.crash('gone');
    await settle();
    tab.wire.refuseNext('run.start', 'bad-checkpoint');
    await perform('restart-worker');
    expect(shown()).toEqual(['bad-checkpoint']);
    expect(run().phase).toBe('failed');
  });

  it('full storage is a notice; nothing is lost when there is room again', async () => {
    const full = vi.spyOn(browser.storage.runs, 'appendMetrics').mockRejectedValue(new TrimtabError('storage-full'));
    await settle(2500);
    await train(30);
    await settle(2500);
    expect(tab.state().errors).toMatchObject([{ kind: 'notice', report: { code: 'storage-full' } }]);
    expect(run().phase).toBe('running');
    full.mockRestore();
    await perform('delete-old-runs');
    const frames = await browser.storage.runs.metrics(run().runId ?? '');
    expect(frames.flatMap(({ steps }) => [...steps])).toEqual(stepsTo(150));
  });

  it('settings and files are opened where they are mended', async () => {
    tab.app.actions.preferences.setLayout({ leftOpen: false });
    tab.wire.engine.notice('text-missing');
    await settle();
    await perform('choose-file');
    expect(tab.state().config.config.data.corpus).toBe('own-text');
    expect(tab.state().preferences.layout.leftOpen).toBe(true);
  });

  it('dismissed is gone', async () => {
    tab.wire.engine.notice('storage-unavailable');
    await settle();
    tab.app.actions.errors.dismiss(tab.state().errors[0]?.id ?? 0);
    expect(shown()).toEqual([]);
  });
});
