import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';

let tab: FakeTab;

beforeEach(async () => {
  vi.useFakeTimers();
  tab = openTab(createFakeBrowser(), { tokenEveryMs: 5 });
  return () => {
    tab.close();
    vi.useRealTimers();
  };
});

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const generation = () => tab.state().generation;
const text = (): string =>
  generation()
    .tokens.map(({ token }) => token.text)
    .join('');

async function ready(options: { readonly maxTokens: number }): Promise<void> {
  await tab.app.actions.run.start();
  tab.app.actions.generation.setOptions(options);
  tab.app.actions.generation.setPrompt('Call me');
}

describe('generating', () => {
  it('needs a model', async () => {
    await tab.app.actions.generation.generate();
    expect(generation().busy).toBe(false);
    expect(tab.wire.workers).toBe(0);
  });

  it('streams token after token while training goes on', async () => {
    await ready({ maxTokens: 20 });
    const done = tab.app.actions.generation.generate();
    await settle(60);
    expect(generation().busy).toBe(true);
    expect(text().length).toBeGreaterThan(7);
    expect(text().length).toBeLessThan(27);
    tab.wire.engine.advance(5);
    await settle(200);
    await done;
    expect(text()).toBe('Call methe whale, and the s');
    expect(
      generation()
        .tokens.map(({ fromPrompt }) => fromPrompt)
        .lastIndexOf(true),
    ).toBe(6);
    expect(generation()).toMatchObject({ busy: false, unknown: 0 });
    expect(tab.state().run).toMatchObject({ phase: 'running', latest: { step: 5 } });
  });

  it('touches the screen far less often than tokens arrive', async () => {
    await ready({ maxTokens: 100 });
    let changes = 0;
    tab.app.store.subscribe((state, before) => {
      if (state.generation.tokens !== before.generation.tokens) changes++;
    });
    void tab.app.actions.generation.generate();
    await settle(600);
    expect(generation().tokens).toHaveLength(107);
    expect(changes).toBeLessThan(25);
  });

  it('stops at once, keeping what is there', async () => {
    await ready({ maxTokens: 1000 });
    const done = tab.app.actions.generation.generate();
    await settle(100);
    void tab.app.actions.generation.stop();
    await settle(50);
    await done;
    const { length } = generation().tokens;
    expect(generation().busy).toBe(false);
    await settle(500);
    expect(generation().tokens).toHaveLength(length);
    expect(length).toBeLessThan(50);
  });

  it('begins anew when asked again, without tokens of the old text', async () => {
    await ready({ maxTokens: 1000 });
    void tab.app.actions.generation.generate();
    await settle(100);
    tab.app.actions.generation.setPrompt('Ishmael');
    tab.app.actions.generation.setOptions({ maxTokens: 3 });
    const second = tab.app.actions.generation.generate();
    await settle(200);
    await second;
    expect(text()).toBe('Ishmaelthe');
    expect(generation().busy).toBe(false);
    tab.app.actions.generation.clear();
    expect(text()).toBe('');
  });

  it('tells what the vocabulary does not have, and what went wrong', async () => {
    await ready({ maxTokens: 1 });
    tab.app.actions.generation.setPrompt('é');
    const done = tab.app.actions.generation.generate();
    await settle(100);
    await done;
    expect(generation().unknown).toBe(1);
    tab.wire.refuseNext('generate.start', 'internal');
    await tab.app.actions.generation.generate();
    expect(tab.state().errors.map(({ report }) => report.code)).toEqual(['internal']);
    expect(generation().busy).toBe(false);
  });
});
