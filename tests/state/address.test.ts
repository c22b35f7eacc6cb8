/** The address bar and the share link. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeUrl } from '../../src/domain/config/url.ts';
import { readAddress } from '../../src/state/urlSync.ts';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';

let tab: FakeTab;

beforeEach(async () => {
  vi.useFakeTimers();
  tab = openTab(createFakeBrowser(), { reducedMotion: true });
  await tab.app.boot();
  return () => {
    tab.close();
    vi.useRealTimers();
  };
});

const settle = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const search = (): string => tab.environment.address.search();

describe('the address', () => {
  it('follows the edits and reproduces them', async () => {
    tab.app.actions.config.setValue('optimizer.method', 'sgd');
    tab.app.actions.config.setValue('model.layers', 7);
    await settle(400);
    expect(decodeUrl(search())).toMatchObject({
      config: tab.state().config.config,
      presetId: 'gpt-moby-dick',
      problems: [],
    });
  });

  it('is written once per gesture', async () => {
    const replace = vi.spyOn(tab.environment.address, 'replace');
    for (let n = 1; n <= 20; n++) {
      tab.app.actions.config.setValue('seed', n);
      await settle(50);
    }
    await settle(400);
    expect(replace).toHaveBeenCalledTimes(1);
  });

  it('never holds what cannot be run', async () => {
    const before = search();
    tab.app.actions.config.setValue('model.heads', 7);
    await settle(400);
    expect(search()).toBe(before);
  });

  it('follows undo and presets', async () => {
    tab.app.actions.config.applyPreset('copy-task');
    await settle(400);
    expect(search()).toContain('preset=copy-task');
    tab.app.actions.config.undo();
    await settle(400);
    expect(search()).toContain('preset=gpt-moby-dick');
  });
});

describe('a shared link', () => {
  it('is absolute, current, and goes to the clipboard', async () => {
    tab.app.actions.config.setValue('seed', 42);
    const link = tab.app.actions.view.shareUrl();
    expect(new URL(link).searchParams.get('seed')).toBe('42');
    expect(await tab.app.actions.view.copyShareUrl()).toBe(true);
    expect(tab.copied).toEqual([link]);
    const other = openTab(createFakeBrowser(), { search: new URL(link).search, reducedMotion: true });
    await other.app.boot();
    expect(other.state().config.config).toEqual(tab.state().config.config);
    other.close();
  });
});

describe('reading', () => {
  it('takes what concerns the visit aside', () => {
    expect(readAddress('?lang=zh&backend=wasm&precision=f16')).toEqual({
      snapshot: null,
      problems: [],
      backend: 'wasm',
      precision: 'f16',
      language: 'zh',
    });
    expect(readAddress('?lang=fr&backend=quantum&precision=f8')).toMatchObject({
      backend: null,
      precision: null,
      language: null,
      problems: [
        { path: 'backend', nearest: 'auto' },
        { path: 'precision', nearest: 'f32' },
      ],
    });
    expect(readAddress('')).toEqual({
      snapshot: null,
      problems: [],
      backend: null,
      precision: null,
      language: null,
    });
  });
});
