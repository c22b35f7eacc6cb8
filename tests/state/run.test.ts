/** Starting, commanding and losing runs, against the fake engine. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBrowser, type FakeTab, openTab, pin } from './testApp.ts';

let tab: FakeTab;

beforeEach(() => {
  vi.useFakeTimers({ now: 1e6 });
  tab = openTab(createFakeBrowser());
  pin(tab);
  return () => {
    tab.close();
    vi.useRealTimers();
  };
});

/** Lets every message and promise arrive. */
const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function train(steps: number): Promise<void> {
  tab.wire.engine.advance(steps);
  await settle();
}

const run = () => tab.state().run;
const codes = (): string[] => tab.state().errors.map(({ report }) => report.code);
const payloads = (name: Parameters<FakeTab['wire']['requestsOf']>[0]) =>
  tab.wire.requestsOf(name).map(({ payload }) => payload);

describe('starting', () => {
  it('brings the engine up, sends the edited experiment and shows what came back', async () => {
    await tab.app.actions.run.start();
    expect(tab.state().engine).toMatchObject({ phase: 'ready', status: { backend: 'cpu' } });
    expect(payloads('run.start')).toEqual([
      { runId: run().runId, config: tab.state().config.config, ownText: null, resume: false, paused: false },
    ]);
    expect(run()).toMatchObject({
      phase: 'running',
      facts: { parameters: 810_000 },
      data: { vocabulary: 96 },
      busy: false,
    });
    expect(tab.state().runs).toMatchObject({
      selectedId: run().runId,
      list: [{ phase: 'running', step: 0, visible: true }],
    });
    expect(tab.state().runs.list[0]?.name).toMatch(/^[a-z]+-[a-z]+-1$/);
  });

  it('does nothing while the settings have problems', async () => {
    tab.app.actions.config.setValue('model.heads', 7);
    await tab.app.actions.run.start();
    expect([run().phase, tab.wire.workers]).toEqual(['idle', 0]);
  });

  it('that the worker refuses leaves no trace but the error', async () => {
    await tab.app.actions.run.start();
    tab.wire.refuseNext('run.start', 'out-of-memory');
    const before = run().runId;
    await train(10);
    await tab.app.actions.run.restartSameSeed();
    expect(codes()).toEqual(['out-of-memory']);
    expect(run()).toMatchObject({ runId: before, phase: 'running', busy: false, latest: { step: 10 } });
    expect(tab.state().runs.list.map(({ id }) => id)).toEqual([before]);
    await train(10);
    expect(run().latest?.step).toBe(20);
  });

  it('that the worker refuses late does not hide what the run before did meanwhile', async () => {
    await tab.app.actions.run.start();
    await train(1900);
    const before = run().runId;
    tab.wire.refuseNext('run.start', 'out-of-memory');
    const answer = tab.wire.silence('run.start');
    const starting = tab.app.actions.run.newSeed();
    await settle();
    await train(100);
    expect(run().phase).toBe('preparing');
    answer();
    await starting;
    expect(run()).toMatchObject({
      runId: before,
      phase: 'finished',
      status: { step: 2000 },
      latest: { step: 2000 },
      latestValidation: { step: 2000 },
      checkpoint: { step: 2000 },
    });
    expect(run().samples.at(-1)?.step).toBe(2000);
  });

  it('without a backend says so, and can be tried again', async () => {
    tab.wire.refuseNext('engine.start', 'gpu-unavailable');
    await tab.app.actions.run.start();
    expect([tab.state().engine.phase, run().phase, run().runId, ...codes()]).toEqual([
      'failed',
      'idle',
      null,
      'gpu-unavailable',
    ]);
    await tab.app.actions.errors.perform(tab.state().errors[0]?.id ?? 0, 'use-wasm');
    expect(tab.state().engine).toMatchObject({ phase: 'ready', choice: 'wasm' });
    await tab.app.actions.run.start();
    expect(run().phase).toBe('running');
    expect(codes()).toEqual([]);
  });

  it('anew ends the run before it', async () => {
    await tab.app.actions.run.start();
    const first = run().runId;
    await tab.app.actions.run.newSeed();
    expect(tab.state().config.config.seed).toBe(4711);
    expect(run().runId).not.toBe(first);
    expect(tab.state().runs.list.map(({ id, phase }) => [id === first, phase])).toEqual([
      [false, 'running'],
      [true, 'stopped'],
    ]);
  });

  it('twice at once happens in turn', async () => {
    await Promise.all([tab.app.actions.run.start(), tab.app.actions.run.start()]);
    expect(tab.state().runs.list.map(({ phase }) => phase)).toEqual(['running', 'stopped']);
  });
});

describe('commands', () => {
  it('pause, continue, step', async () => {
    await tab.app.actions.run.start();
    await train(5);
    await tab.app.actions.run.toggle();
    await train(5);
    expect(run()).toMatchObject({ phase: 'paused', status: { step: 5 } });
    await tab.app.actions.run.step();
    expect(run()).toMatchObject({ phase: 'paused', status: { step: 6 }, latest: { step: 6 } });
    await tab.app.actions.run.toggle();
    await train(4);
    expect(run()).toMatchObject({ phase: 'running', status: { step: 10 } });
  });

  it('step starts a paused run when there is none', async () => {
    await tab.app.actions.run.step();
    expect(run()).toMatchObject({ phase: 'paused', status: { step: 1 } });
  });

  it('pause while a run is being prepared takes effect when it is there', async () => {
    const starting = tab.app.actions.run.start();
    await tab.app.actions.run.toggle();
    await starting;
    expect(run().phase).toBe('paused');
  });

  it('toggle a finished run starts another, or goes on if it was given more steps', async () => {
    tab.app.actions.config.setValue('training.steps', 20);
    await tab.app.actions.run.start();
    await train(50);
    expect(run()).toMatchObject({ phase: 'finished', latest: { step: 20 } });
    tab.app.actions.config.setValue('training.steps', 30);
    await settle(500);
    const { runId } = run();
    await tab.app.actions.run.toggle();
    await train(50);
    expect(run()).toMatchObject({ runId, phase: 'finished', latest: { step: 30 } });
    await tab.app.actions.run.toggle();
    expect(run().runId).not.toBe(runId);
  });

  it('evaluate, save and export bring the worker’s answer, or null and an error', async () => {
    expect(await tab.app.actions.run.evaluate()).toBeNull();
    await tab.app.actions.run.start();
    const shares: number[] = [];
    expect(await tab.app.actions.run.evaluate((share) => shares.push(share))).toMatchObject({ tokens: 1e5 });
    expect(shares).toEqual([0.5]);
    expect(await tab.app.actions.run.evaluate()).toMatchObject({ tokens: 1e5 });
    await tab.app.actions.run.save();
    expect(run().checkpoint).toMatchObject({ step: 0, at: 1e6 });
    expect(await tab.app.actions.run.exportFiles()).toHaveLength(1);
    tab.wire.refuseNext('run.export', 'internal');
    expect(await tab.app.actions.run.exportFiles()).toBeNull();
    expect(codes()).toEqual(['internal']);
  });

  it('stop ends a worker that does not answer within two seconds', async () => {
    await tab.app.actions.run.start();
    tab.wire.silence('run.stop');
    const stopping = tab.app.actions.run.stop();
    await settle(1900);
    expect(run()).toMatchObject({ phase: 'running', busy: true });
    await settle(200);
    await stopping;
    expect(codes()).toEqual([]);
    expect(run()).toMatchObject({ phase: 'stopped', busy: false });
    expect(tab.state()).toMatchObject({ engine: { phase: 'idle' }, runs: { list: [{ phase: 'stopped' }] } });
    await tab.app.actions.run.start();
    expect([run().phase, tab.wire.workers]).toEqual(['running', 2]);
  });

  it('stop leaves a worker alone that has answered', async () => {
    await tab.app.actions.run.start();
    await tab.app.actions.run.stop();
    await settle(5000);
    expect([run().phase, tab.state().engine.phase]).toEqual(['stopped', 'ready']);
  });
});

describe('what the worker tells', () => {
  it('goes into state, metrics and the list of runs', async () => {
    await tab.app.actions.run.start();
    await train(100);
    const { runId, latest, latestValidation, samples, checkpoint } = run();
    expect(tab.app.metrics.rows(runId ?? '')).toBe(100);
    expect(latest?.step).toBe(100);
    expect(latestValidation?.step).toBe(100);
    expect(samples.map(({ step }) => step)).toEqual([50, 100]);
    expect(checkpoint?.step).toBe(100);
    expect(tab.state().runs.list[0]).toMatchObject({
      trainLossNats: latest?.trainLossNats,
      valLossNats: latestValidation?.lossNats,
    });
  });

  it('counts baselines in a second worker, once the first losses are in', async () => {
    await tab.app.actions.run.start();
    expect(tab.counterWire.workers).toBe(0);
    await train(10);
    await train(10);
    await settle();
    expect(tab.counterWire.requestsOf('baselines.compute')).toHaveLength(1);
    expect(Object.values(tab.state().data.byKey)).toEqual([
      {
        facts: expect.objectContaining({ vocabulary: 96 }),
        baselines: expect.arrayContaining([{ order: 2, lossNats: expect.any(Number) }]),
        busy: false,
      },
    ]);
  });

  it('keeps the lowest validation loss of the whole run', async () => {
    await tab.app.actions.run.start();
    await train(500);
    const best = tab.state().runs.list[0]?.bestValLossNats ?? 0;
    tab.app.actions.config.setValue('optimizer.learningRate', 1e-7);
    await settle(500);
    await train(500);
    expect(tab.state().runs.list[0]).toMatchObject({ bestValLossNats: best });
    expect(tab.state().runs.list[0]?.valLossNats).toBeGreaterThan(best);
  });

  it('shows a notice once, however often it comes', async () => {
    await tab.app.actions.run.start();
    for (let n = 0; n < 3; n++) tab.wire.engine.notice('storage-full');
    await settle();
    expect(tab.state().errors).toMatchObject([{ kind: 'notice', report: { code: 'storage-full' } }]);
    expect(run().phase).toBe('running');
  });
});
