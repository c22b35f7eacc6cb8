/** What happens when the page opens and something is amiss: a lost checkpoint, another backend, curves without baselines. */
import { describe, expect, it } from 'vitest';
import { defaultPresetId, presetConfig } from '../../src/domain/presets/index.ts';
import { openTab } from './testApp.ts';
import { codes, run, settle, train, useVisits } from './visits.ts';

const { browser, keep, open, reload } = useVisits();

describe('a backend chosen while the first is starting', () => {
  it('takes its place, and the page goes on with it', async () => {
    const tab = openTab(browser());
    keep(tab);
    const answer = tab.wire.silence('engine.start');
    const booting = tab.app.boot();
    await settle(100);
    const choosing = tab.app.actions.engine.choose('wasm');
    await settle(100);
    expect(tab.state().engine.phase).toBe('starting');
    answer();
    await Promise.all([booting, choosing]);
    expect(tab.state().engine).toMatchObject({ phase: 'ready', choice: 'wasm' });
    expect(tab.wire.requestsOf('engine.start').map(({ payload }) => payload)).toEqual([
      { choice: 'auto', precision: 'f32' },
      { choice: 'wasm', precision: 'f32' },
    ]);
    expect([run(tab).phase, tab.state().runs.list.length, ...codes(tab)]).toEqual(['running', 1]);
  });
});

describe('a reload', () => {
  it('counts the baselines again, also of a run that has nothing left to train', async () => {
    const before = await open({ search: '?training.steps=100' });
    await train(before, 60);
    const after = await reload(before);
    expect(after.counterWire.requestsOf('baselines.compute')).toHaveLength(1);
    expect(Object.values(after.state().data.byKey)).toMatchObject([{ baselines: { length: 4 } }]);
    await train(after, 50);
    expect(after.counterWire.requestsOf('baselines.compute')).toHaveLength(1);
    const finished = await reload(after);
    expect(finished.counterWire.requestsOf('baselines.compute')).toHaveLength(1);
  });

  it('of a run that has lost its checkpoint tells so and keeps what it logged', async () => {
    const before = await open();
    await train(before, 120);
    const runId = run(before).runId ?? '';
    browser().checkpoints.clear();
    const after = await reload(before);
    expect(after.state().errors).toMatchObject([{ report: { code: 'bad-checkpoint' }, kind: 'error' }]);
    expect(after.wire.requestsOf('run.start').map(({ payload }) => payload)).toMatchObject([{ runId, resume: true }]);
    expect(after.app.metrics.rows(runId)).toBe(120);
    expect((await browser().storage.runs.metrics(runId)).flatMap(({ steps }) => [...steps])).toHaveLength(120);
    expect(await browser().storage.runs.samples(runId)).toHaveLength(2);
    await after.app.actions.errors.perform(after.state().errors[0]?.id ?? 0, 'restart-run');
    expect(run(after)).toMatchObject({ phase: 'running', config: presetConfig(defaultPresetId) });
    expect(after.state().runs.list.map(({ id }) => id)).toEqual([run(after).runId, runId]);
  });
});
