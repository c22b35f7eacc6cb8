/** What happens when the page opens: fresh, reloaded, from a link, twice at once. */
import { describe, expect, it, vi } from 'vitest';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { defaultPresetId, presetConfig } from '../../src/domain/presets/index.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { createFakeBrowser, openTab } from './testApp.ts';
import { codes, run, settle, train, useVisits } from './visits.ts';

const { browser, boot, open, reload, use } = useVisits();

describe('a first visit', () => {
  it('trains the default preset by itself, and the address says so', async () => {
    const tab = await open();
    expect(run(tab)).toMatchObject({ phase: 'running', config: presetConfig(defaultPresetId) });
    expect(tab.environment.address.search()).toMatch(new RegExp(`^\\?preset=${defaultPresetId}&`));
    expect(tab.state().view.storage).toBe('memory');
  });

  it('waits where the person asked for calm or thrift, but describes the data', async () => {
    for (const options of [{ reducedMotion: true }, { saveData: true }]) {
      const tab = await open(options);
      expect([run(tab).phase, tab.wire.workers]).toEqual(['idle', 0]);
      expect(Object.values(tab.state().data.byKey)[0]?.facts?.vocabulary).toBe(96);
    }
  });

  it('does as the person chose', async () => {
    const tab = await open({ reducedMotion: true });
    tab.app.actions.preferences.setAutostart('always');
    expect(run(await open({ reducedMotion: true })).phase).toBe('running');
    tab.app.actions.preferences.setAutostart('never');
    expect(run(await open()).phase).toBe('idle');
  });

  it('tells when nothing can be kept', async () => {
    const notice = new TrimtabError('storage-unavailable', { reason: 'SecurityError' }).report();
    use(createFakeBrowser({ storage: memoryStorage(notice) }));
    const tab = await open();
    expect(tab.state().errors).toMatchObject([{ kind: 'notice', report: { code: 'storage-unavailable' } }]);
    expect(run(tab).phase).toBe('running');
  });

  it('tells when storage cannot be read, and trains all the same', async () => {
    vi.spyOn(browser().storage.runs, 'list').mockRejectedValue(new TrimtabError('storage-unavailable'));
    const tab = await open();
    expect([run(tab).phase, ...codes(tab)]).toEqual(['running', 'storage-unavailable']);
  });
});

describe('a reload', () => {
  it('goes on where the run was, with its curves, samples and flags', async () => {
    const before = await open();
    await train(before, 40);
    before.app.actions.config.setValue('optimizer.learningRate', 0.123);
    await settle(1000);
    await train(before, 90);
    const { runId, flags } = run(before);
    const after = await reload(before);
    expect(run(after)).toMatchObject({ runId, phase: 'running', resumedAt: 100, flags, config: run(before).config });
    expect(run(after).samples.map(({ step }) => step)).toEqual([50, 100]);
    expect(after.app.metrics.rows(runId ?? '')).toBe(100);
    expect(after.state().config).toMatchObject({
      config: run(before).config,
      presetId: defaultPresetId,
      pendingRestart: [],
    });
    expect(after.state().runs).toMatchObject({ selectedId: runId, list: [{ id: runId, visible: true }] });
    await train(after, 50);
    expect(run(after).latest?.step).toBe(150);
    expect(after.app.metrics.rows(runId ?? '')).toBe(150);
  });

  it('keeps a paused run paused', async () => {
    const before = await open();
    await train(before, 60);
    await before.app.actions.run.pause();
    await settle(3000);
    expect(run(await reload(before))).toMatchObject({ phase: 'paused', resumedAt: 50 });
  });

  it('before the first checkpoint starts the same run from the beginning', async () => {
    const before = await open();
    await train(before, 20);
    const after = await reload(before);
    expect(run(after)).toMatchObject({ runId: run(before).runId, phase: 'running', resumedAt: 0 });
    await train(after, 30);
    expect(after.app.metrics.rows(run(after).runId ?? '')).toBe(30);
  });

  it('keeps edits that still wait for a restart', async () => {
    const before = await open();
    await train(before, 60);
    before.app.actions.config.setValue('model.width', 192);
    await settle(3000);
    const after = await reload(before);
    expect(run(after)).toMatchObject({ runId: run(before).runId, config: presetConfig(defaultPresetId) });
    expect(after.state().config).toMatchObject({ config: { model: { width: 192 } }, pendingRestart: ['model.width'] });
  });

  it('keeps a finished run and its model', async () => {
    const before = await open({ search: '?training.steps=100' });
    await train(before, 100);
    expect(run(before).phase).toBe('finished');
    const after = await reload(before);
    expect(run(after)).toMatchObject({ runId: run(before).runId, phase: 'finished', latest: { step: 100 } });
  });

  it('after a stopped run starts another', async () => {
    const before = await open();
    await before.app.actions.run.stop();
    await settle(3000);
    const after = await reload(before);
    expect(run(after)).toMatchObject({ phase: 'running' });
    expect(run(after).runId).not.toBe(run(before).runId);
  });

  it('shows again what was compared', async () => {
    const before = await open();
    await train(before, 20);
    const first = run(before).runId ?? '';
    await before.app.actions.run.newSeed();
    await train(before, 20);
    const after = await reload(before);
    expect(after.state().runs.list.map(({ visible }) => visible)).toEqual([true, true]);
    expect(new Set(after.state().runs.list.map(({ colour }) => colour)).size).toBe(2);
    expect(after.app.metrics.rows(first)).toBe(20);
  });

  it('brings the person’s own text back', async () => {
    const before = await open();
    const text = 'In the beginning was the word. '.repeat(20);
    before.app.actions.config.setOwnText({ name: 'mine.txt', text });
    await before.app.actions.run.applyChanges();
    await train(before, 60);
    const after = await reload(before);
    expect(after.wire.requestsOf('run.start').at(-1)?.payload).toMatchObject({ ownText: text, resume: true });
    expect(after.state().config.ownText).toEqual({ name: 'mine.txt', text });
  });
});

describe('a later visit', () => {
  it('takes the last session up where it was left unfinished', async () => {
    const first = await open();
    await train(first, 60);
    first.close();
    const second = await open();
    expect(run(second)).toMatchObject({ runId: run(first).runId, resumedAt: 50, phase: 'running' });
  });

  it('starts anew when the last session was finished', async () => {
    const first = await open({ search: '?training.steps=100' });
    await train(first, 100);
    first.close();
    const second = await open();
    expect(run(second).runId).not.toBe(run(first).runId);
    expect(second.state().runs.list.map(({ visible }) => visible)).toEqual([true, false]);
  });

  it('does not take up what the browser cannot promise to be free', async () => {
    use(createFakeBrowser({ locks: false }));
    const first = await open();
    await train(first, 60);
    first.close();
    expect(run(await open()).runId).not.toBe(run(first).runId);
  });
});

describe('a link', () => {
  it('wins over the last session', async () => {
    const first = await open();
    await train(first, 60);
    first.close();
    const second = await open({ search: '?preset=first-names&seed=7' });
    expect(run(second)).toMatchObject({ phase: 'running', config: { seed: 7, data: { corpus: 'first-names' } } });
    expect(second.state().config.presetId).toBe('first-names');
  });

  it('to the unfinished run itself takes it up', async () => {
    const first = await open({ search: '?seed=7' });
    await train(first, 60);
    first.close();
    expect(run(await open({ search: '?seed=7' })).runId).toBe(run(first).runId);
  });

  it('with faults is told of, and the legal rest applied', async () => {
    const tab = await open({ search: '?seed=7&model.width=-5&colour=red' });
    expect(tab.state().errors).toMatchObject([{ report: { code: 'bad-url' } }]);
    expect(tab.state().errors[0]?.report.problems).toHaveLength(2);
    expect(run(tab)).toMatchObject({ phase: 'running', config: { seed: 7, model: { width: 8 } } });
  });

  it('can ask for half precision', async () => {
    const tab = await open({ search: '?precision=f16' });
    expect(tab.wire.requestsOf('engine.start')[0]?.payload).toEqual({ choice: 'auto', precision: 'f16' });
    tab.app.actions.config.setValue('seed', 3);
    await settle(1000);
    expect(tab.environment.address.search()).toMatch(/seed=3.*precision=f16/);
  });

  it('can force backend and language, for this visit', async () => {
    const tab = await open({ search: '?lang=zh&backend=cpu' });
    expect(tab.wire.requestsOf('engine.start')[0]?.payload).toEqual({ choice: 'cpu', precision: 'f32' });
    expect(tab.state().preferences.language).toBe('zh');
    tab.app.actions.config.setValue('seed', 3);
    await settle(1000);
    expect(tab.environment.address.search()).toMatch(/seed=3.*backend=cpu&lang=zh/);
  });
});

describe('two tabs', () => {
  it('never share a run: the second starts its own', async () => {
    const first = await open();
    await train(first, 60);
    const second = await open();
    expect(run(second)).toMatchObject({ phase: 'running', resumedAt: null });
    expect(run(second).runId).not.toBe(run(first).runId);
    await train(first, 10);
    await train(second, 10);
    expect(first.app.metrics.rows(run(first).runId ?? '')).toBe(70);
    expect(second.app.metrics.rows(run(second).runId ?? '')).toBe(10);
  });

  it('duplicated, the copy starts its own', async () => {
    const first = await open();
    await train(first, 60);
    const copy = openTab(browser(), { search: first.environment.address.search() });
    copy.environment.session.set('trimtab.run', run(first).runId ?? '');
    await boot(copy);
    expect(run(copy).runId).not.toBe(run(first).runId);
    expect(run(copy).phase).toBe('running');
  });

  it('may not resume or delete what the other holds', async () => {
    const first = await open();
    await train(first, 60);
    const second = await open();
    const own = run(second).runId;
    await second.app.actions.runs.resume(run(first).runId ?? '');
    expect(codes(second)).toEqual(['run-elsewhere']);
    expect(run(second)).toMatchObject({ runId: own, phase: 'running' });
    second.app.actions.runs.remove(run(first).runId ?? '');
    await settle(20_000);
    expect(await browser().storage.runs.get(run(first).runId ?? '')).not.toBeNull();
    expect(second.state().runs.list).toHaveLength(2);
  });

  it('a run becomes free when its tab is closed', async () => {
    const first = await open();
    await train(first, 60);
    const second = await open();
    first.close();
    await second.app.actions.runs.resume(run(first).runId ?? '');
    expect(run(second)).toMatchObject({ runId: run(first).runId, phase: 'running', resumedAt: 50 });
    expect(second.state().config.pendingRestart).toEqual([]);
  });
});

describe('leaving', () => {
  it('writes what is there and asks for a checkpoint', async () => {
    const tab = await open();
    tab.wire.engine.advance(7);
    await settle();
    tab.hide();
    await settle();
    expect(run(tab).checkpoint?.step).toBe(7);
    const frames = await browser().storage.runs.metrics(run(tab).runId ?? '');
    expect(frames.flatMap(({ steps }) => [...steps])).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
