/** Changing settings while a model trains. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { createFakeBrowser, type FakeTab, openTab, pin } from './testApp.ts';

let tab: FakeTab;

beforeEach(async () => {
  vi.useFakeTimers({ now: 1e6 });
  tab = openTab(createFakeBrowser());
  pin(tab);
  await tab.app.actions.run.start();
  await settle(1000);
  return () => {
    tab.close();
    vi.useRealTimers();
  };
});

const settle = (ms = 500): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const set = (path: string, value: number | string): void => tab.app.actions.config.setValue(path, value);
const updates = (): ExperimentConfig[] =>
  tab.wire.requests.flatMap((request) => (request.name === 'run.update' ? [request.payload.config] : []));
const flags = (): string[] => tab.state().run.flags.map(({ step, text }) => `${step} ${text.en}`);
const rateOf = (config: ExperimentConfig | null | undefined): unknown => config?.optimizer['learningRate'];

describe('live settings', () => {
  it('reach the running model and leave a flag on the curve, in both languages', async () => {
    tab.wire.engine.advance(9);
    set('optimizer.learningRate', 0.001);
    await settle();
    expect(rateOf(tab.wire.engine.run?.config)).toBe(0.001);
    expect(tab.state().run.flags).toEqual([{ step: 10, text: { en: 'η 4e-3 → 1e-3', zh: 'η 4e-3 → 1e-3' } }]);
    expect(rateOf(tab.state().run.config)).toBe(0.001);
    expect(tab.state().runs.list[0]).toMatchObject({ config: tab.state().run.config, flags: tab.state().run.flags });
    expect(tab.state().config.pendingRestart).toEqual([]);
  });

  it('are sent once when a slider comes to rest', async () => {
    for (let n = 1; n <= 20; n++) {
      set('optimizer.learningRate', n / 1000);
      await settle(50);
    }
    await settle();
    expect(updates().map(rateOf)).toEqual([0.02]);
  });

  it('of one gesture in several parts leave one flag, and none if it ends where it began', async () => {
    set('optimizer.learningRate', 0.002);
    await settle(300);
    set('optimizer.learningRate', 0.003);
    await settle(300);
    expect(updates()).toHaveLength(2);
    expect(flags()).toEqual(['1 η 4e-3 → 3e-3']);
    set('optimizer.learningRate', 0.004);
    await settle(300);
    expect(flags()).toEqual([]);
    await settle(3000);
    set('regularization.clipNorm', 2);
    await settle(3000);
    set('regularization.clipNorm', 3);
    await settle();
    expect(flags()).toHaveLength(2);
  });

  it('go back with undo, with a flag of their own', async () => {
    set('optimizer.learningRate', 0.001);
    await settle(3000);
    tab.app.actions.config.undo();
    await settle();
    expect(updates().map(rateOf)).toEqual([0.001, 0.004]);
    expect(flags()).toEqual(['1 η 4e-3 → 1e-3', '1 η 1e-3 → 4e-3']);
  });

  it('can be a method, with its settings', async () => {
    set('schedule.method', 'constant');
    await settle();
    expect(tab.wire.engine.run?.config.schedule).toEqual(tab.state().config.config.schedule);
    expect(tab.wire.engine.run?.config.schedule.method).toBe('constant');
  });

  it('changed while an answer is awaited are sent after it', async () => {
    const answer = tab.wire.silence('run.update');
    set('optimizer.learningRate', 0.001);
    await settle();
    set('optimizer.learningRate', 0.002);
    await settle(3000);
    expect(updates().map(rateOf)).toEqual([0.001]);
    answer();
    await settle();
    expect(updates().map(rateOf)).toEqual([0.001, 0.002]);
    expect(rateOf(tab.state().run.config)).toBe(0.002);
  });

  it('changed while the run is being prepared are sent when it is there', async () => {
    const starting = tab.app.actions.run.restartSameSeed();
    await Promise.resolve();
    set('optimizer.learningRate', 0.001);
    await starting;
    await settle();
    expect(rateOf(tab.wire.engine.run?.config)).toBe(0.001);
  });

  it('that the worker refuses are told, and not sent again and again', async () => {
    tab.wire.refuseNext('run.update', 'bad-config');
    set('optimizer.learningRate', 0.001);
    await settle(5000);
    expect(updates()).toHaveLength(1);
    expect(tab.state().errors.map(({ report }) => report.code)).toEqual(['bad-config']);
    expect(rateOf(tab.state().run.config)).toBe(0.004);
  });
});

describe('illegal settings', () => {
  it('touch neither the model nor the live settings beside them', async () => {
    set('optimizer.learningRate', -1);
    await settle();
    set('model.heads', 7);
    set('regularization.clipNorm', 2);
    await settle();
    expect(updates()).toEqual([]);
    expect(tab.state().run.phase).toBe('running');
    expect(tab.state().config.problems.map(({ path }) => path)).toContain('optimizer.learningRate');
    set('optimizer.learningRate', 0.002);
    set('model.heads', 4);
    await settle();
    expect(updates()).toHaveLength(1);
    expect(tab.wire.engine.run?.config).toEqual(tab.state().config.config);
  });
});

describe('structural settings', () => {
  it('wait for a restart, while live ones beside them are applied', async () => {
    set('model.width', 128);
    set('optimizer.learningRate', 0.001);
    await settle();
    expect(tab.state().config.pendingRestart).toEqual(['model.width']);
    expect(tab.wire.engine.run?.config.model['width']).toBe(64);
    expect(rateOf(tab.wire.engine.run?.config)).toBe(0.001);
    const before = tab.state().run.runId;
    await tab.app.actions.run.applyChanges();
    expect(tab.state().run.runId).not.toBe(before);
    expect(tab.state().config.pendingRestart).toEqual([]);
    expect(tab.wire.engine.run?.config.model['width']).toBe(128);
  });

  it('hold back a live setting that is only legal beside them, and no other', async () => {
    set('model.dropout', 0.2);
    set('terms.rDrop', 1);
    await tab.app.actions.run.applyChanges();
    set('terms.rDrop', 0);
    set('model.dropout', 0);
    set('optimizer.learningRate', 0.001);
    await settle();
    expect(tab.state().config.problems).toEqual([]);
    expect(tab.state().config.pendingRestart.toSorted()).toEqual(['model.dropout', 'terms.rDrop']);
    expect(tab.wire.engine.run?.config.model['dropout']).toBe(0.2);
    expect(rateOf(tab.wire.engine.run?.config)).toBe(0.001);
  });

  it('are no longer pending when they are taken back', async () => {
    set('model.width', 128);
    expect(tab.state().config.pendingRestart).toEqual(['model.width']);
    tab.app.actions.config.undo();
    expect(tab.state().config.pendingRestart).toEqual([]);
    set('optimizer.method', 'sgd');
    await settle();
    expect(tab.state().config.pendingRestart).toContain('optimizer.method');
    expect(updates()).toEqual([]);
  });
});
