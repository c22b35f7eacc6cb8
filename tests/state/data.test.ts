/** Facts and baselines, found out beside the training. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dataKey } from '../../src/state/dataKey.ts';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';

let tab: FakeTab;

beforeEach(() => {
  vi.useFakeTimers();
  tab = openTab(createFakeBrowser());
  return () => {
    tab.close();
    vi.useRealTimers();
  };
});

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const asked = (): string[] => tab.counterWire.requests.map(({ name }) => name);
const entry = () => tab.state().data.byKey[dataKey(tab.state().config.config.data)];

describe('facts about the edited data', () => {
  it('are asked for once the choice has settled, and once only', async () => {
    tab.app.actions.config.setValue('data.corpus', 'sort');
    tab.app.actions.config.setValue('data.corpus', 'first-names');
    await settle(1000);
    expect(asked()).toEqual(['data.describe']);
    expect(entry()).toMatchObject({ facts: { vocabulary: 96 }, baselines: null, busy: false });
    tab.app.actions.config.setValue('data.corpus', 'moby-dick');
    await settle(1000);
    tab.app.actions.config.undo();
    await settle(1000);
    expect(asked()).toHaveLength(2);
  });

  it('are not asked for while the settings have problems', async () => {
    tab.app.actions.config.setValue('model.heads', 7);
    tab.app.actions.config.setValue('data.corpus', 'first-names');
    await settle(1000);
    expect(asked()).toEqual([]);
  });

  it('say that they are on their way', async () => {
    const answer = tab.counterWire.silence('data.describe');
    tab.app.actions.config.setValue('data.corpus', 'first-names');
    await settle(1000);
    expect(entry()).toEqual({ facts: null, baselines: null, busy: true });
    answer();
    await settle();
    expect(entry()?.busy).toBe(false);
  });

  it('that cannot be had are a notice, and can be asked for again', async () => {
    tab.counterWire.refuseNext('data.describe', 'data-missing');
    tab.app.actions.config.setValue('data.corpus', 'first-names');
    await settle(1000);
    expect(tab.state().errors).toMatchObject([{ kind: 'notice', report: { code: 'data-missing' } }]);
    expect(entry()).toEqual({ facts: null, baselines: null, busy: false });
    tab.app.actions.config.undo();
    await settle(1000);
    tab.app.actions.config.redo();
    await settle(1000);
    expect(entry()?.facts).not.toBeNull();
  });

  it('are not asked for of a text that nobody has given yet', async () => {
    tab.app.actions.config.setValue('data.corpus', 'own-text');
    await settle(1000);
    expect(asked()).toEqual([]);
    expect(tab.state().errors).toEqual([]);
    tab.app.actions.config.setOwnText({ name: 'lines', text: 'to be or not to be '.repeat(40) });
    await settle(1000);
    expect(asked()).toEqual(['data.describe']);
    expect(entry()?.facts).not.toBeNull();
  });

  it('that come take the notice away that the text is missing', async () => {
    tab.counterWire.refuseNext('data.describe', 'text-missing');
    tab.app.actions.config.setOwnText({ name: 'lost', text: 'lost and found '.repeat(40) });
    await settle(1000);
    expect(tab.state().errors.map(({ report }) => report.code)).toEqual(['text-missing']);
    tab.app.actions.config.setOwnText({ name: 'found', text: 'found again '.repeat(40) });
    await settle(1000);
    expect(tab.state().errors).toEqual([]);
  });

  it('are under the same name whatever the order of the keys', () => {
    const { corpus, tokenizer } = tab.state().config.config.data;
    expect(dataKey({ tokenizer, corpus })).toBe(dataKey({ corpus, tokenizer }));
    expect(dataKey({ corpus: 'own-text', tokenizer, textHash: 'a' })).not.toBe(
      dataKey({ corpus: 'own-text', tokenizer, textHash: 'b' }),
    );
  });
});

describe('the second worker', () => {
  it('is ended when it has nothing to do', async () => {
    tab.app.actions.config.setValue('data.corpus', 'first-names');
    await settle(1000);
    tab.app.actions.config.setValue('data.corpus', 'sort');
    await settle(1000);
    expect(tab.counterWire.workers).toBe(2);
  });

  it('that crashes leaves training alone', async () => {
    await tab.app.actions.run.start();
    tab.counterWire.silence('baselines.compute');
    tab.wire.engine.advance(5);
    await settle();
    tab.counterWire.crash('too many n-grams');
    await settle();
    expect(tab.state().errors).toMatchObject([{ kind: 'notice', report: { code: 'worker-crashed' } }]);
    expect(tab.state().run.phase).toBe('running');
    expect(entry()).toMatchObject({ baselines: null, busy: false });
  });
});
