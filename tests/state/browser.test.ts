// @vitest-environment jsdom
/** The parts of the browser that the state touches, in one. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browserEnvironment } from '../../src/state/environment/browser.ts';
import type { Environment } from '../../src/state/environment/contract.ts';
import { bindKeyboard } from '../../src/state/keyboard.ts';
import { createFakeBrowser, openTab } from './testApp.ts';

let environment: Environment;

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  history.replaceState(null, '', '/sub/path?seed=3');
  environment = browserEnvironment();
  return () => vi.unstubAllGlobals();
});

describe('the address bar', () => {
  it('is replaced in place, and known as ours afterwards', () => {
    const { address } = environment;
    const entries = history.length;
    expect([address.search(), address.isOurs()]).toEqual(['?seed=3', false]);
    address.replace('seed=4');
    expect([location.pathname, location.search, address.isOurs(), history.length]).toEqual([
      '/sub/path',
      '?seed=4',
      true,
      entries,
    ]);
    expect(address.absolute('seed=5')).toBe(`${location.origin}/sub/path?seed=5`);
    address.replace('');
    expect(location.href).toBe(`${location.origin}/sub/path`);
  });
});

describe('small storage', () => {
  it('reads and writes', () => {
    environment.local.set('a', '1');
    expect([environment.local.get('a'), environment.session.get('a')]).toEqual(['1', null]);
  });

  it('where it is forbidden or full, is empty and quiet', () => {
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new DOMException('denied', 'SecurityError');
      },
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    });
    environment.local.set('a', '1');
    expect(environment.local.get('a')).toBeNull();
  });
});

describe('the rest', () => {
  it('makes ids that do not meet', () => {
    const ids = new Set(Array.from({ length: 1000 }, () => environment.newId()));
    expect(ids.size).toBe(1000);
    expect(environment.newId()).toMatch(/^[0-9a-f]{24}$/);
  });

  it('draws legal seeds', () => {
    for (let n = 0; n < 100; n++)
      expect(environment.newSeed()).toSatisfy((seed: number) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31);
  });

  it('says when the clipboard refuses', async () => expect(await environment.copy('x')).toBe(false));

  it('tells of hiding, until nobody listens', () => {
    const listener = vi.fn<() => void>();
    const stop = environment.onHide(listener);
    document.dispatchEvent(new Event('visibilitychange'));
    expect(listener).not.toHaveBeenCalled();
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    stop();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('knows who wants calm', () => expect(environment.reducedMotion).toBe(true));
});

it('a bound keyboard acts once, and takes the key', () => {
  const tab = openTab(createFakeBrowser());
  const { app, state } = tab;
  const stop = bindKeyboard(app, document);
  const press = (): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', { key: 't', bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    return event;
  };
  expect(press().defaultPrevented).toBe(true);
  expect(state().preferences.theme).toBe('light');
  stop();
  expect(press().defaultPrevented).toBe(false);
  expect(state().preferences.theme).toBe('light');
  tab.close();
});
