/** Keys, and the registry that they come from. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { actionFor, chordOf, type FocusedElement, type KeyPress } from '../../src/state/keyboard.ts';
import { userActionById, userActions } from '../../src/state/userActions.ts';
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

const press = (key: string, changes: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  defaultPrevented: false,
  ...changes,
});
const element = (tagName: string, attributes: Readonly<Record<string, string>> = {}): FocusedElement => ({
  tagName: tagName.toUpperCase(),
  ...('type' in attributes && { type: attributes['type'] }),
  getAttribute: (name) => attributes[name] ?? null,
});
const actionOf = (key: KeyPress, focused: FocusedElement | null = null): string | null =>
  actionFor(key, focused, tab.app)?.id ?? null;

describe('the registry', () => {
  it('gives no key to two actions', () => {
    const keys = userActions.flatMap((action) => action.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('writes keys as they are pressed', () => {
    const pressed = userActions
      .flatMap((action) => action.keys)
      .map((keys) => {
        const parts = keys.split('+');
        const key = parts.at(-1) ?? '';
        return chordOf(
          press(key === 'Space' ? ' ' : key, { ctrlKey: parts.includes('Mod'), shiftKey: parts.includes('Shift') }),
        );
      });
    expect(pressed).toEqual(userActions.flatMap((action) => action.keys));
  });

  it('names every action in both languages', () => {
    for (const { name } of userActions) {
      const { en, zh } = name(tab.state());
      expect(en.length > 0 && /\p{Script=Han}/u.test(zh) && en !== '').toBe(true);
    }
  });

  it('says what can be done now', async () => {
    const enabled = (id: keyof typeof userActionById): boolean => userActionById[id].enabled(tab.state());
    expect([enabled('undo'), enabled('run-apply'), enabled('run-stop'), enabled('generate')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    await tab.app.actions.run.start();
    tab.app.actions.config.setValue('model.layers', 7);
    expect([enabled('undo'), enabled('run-apply'), enabled('run-stop'), enabled('generate')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    tab.app.actions.config.setValue('model.heads', 7);
    expect([enabled('run-restart'), enabled('share'), enabled('run-toggle'), enabled('run-apply')]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it('does what it says', async () => {
    const perform = async (id: keyof typeof userActionById): Promise<void> =>
      void (await userActionById[id].perform(tab.app));
    await perform('run-toggle');
    expect(tab.state().run.phase).toBe('running');
    expect(userActionById['run-toggle'].name(tab.state()).en).toBe('Pause');
    await perform('run-step');
    expect(tab.state().run).toMatchObject({ phase: 'paused', status: { step: 1 } });
    await perform('theme-toggle');
    await perform('language-toggle');
    await perform('show-all-toggle');
    expect(tab.state().preferences).toMatchObject({ theme: 'light', language: 'zh', showAll: true });
    await perform('overlay-toggle');
    expect(tab.state().runs.overlay).toBe(false);
    await perform('run-stop');
    expect(tab.state().run.phase).toBe('stopped');
    await perform('share');
    expect(tab.copied).toHaveLength(1);
    await perform('palette');
    expect(tab.state().view.dialog).toBe('palette');
  });
});

describe('keys', () => {
  it('reach their actions', async () => {
    await tab.app.actions.run.start();
    expect(
      [press(' '), press('.'), press('r'), press('R', { shiftKey: true }), press('?', { shiftKey: true })].map((key) =>
        actionOf(key),
      ),
    ).toEqual(['run-toggle', 'run-step', 'run-restart', 'run-new-seed', 'help']);
    expect(actionOf(press('k', { ctrlKey: true }))).toBe('palette');
    expect(actionOf(press('k', { metaKey: true }))).toBe('palette');
    expect(actionOf(press('v'))).toBe('race');
    expect(actionOf(press('x'))).toBeNull();
  });

  it('with caps lock on do the same', () => expect(chordOf(press('R'))).toBe('r'));

  it('undo and redo as everywhere', () => {
    tab.app.actions.config.setValue('seed', 2);
    expect(actionOf(press('z', { ctrlKey: true }))).toBe('undo');
    tab.app.actions.config.undo();
    expect(actionOf(press('Z', { ctrlKey: true, shiftKey: true }))).toBe('redo');
    expect(actionOf(press('y', { ctrlKey: true }))).toBe('redo');
  });

  it('are left to whoever types, except for the palette', () => {
    tab.app.actions.config.setValue('seed', 2);
    for (const focused of [
      element('textarea'),
      element('input', { type: 'number' }),
      { ...element('div'), isContentEditable: true },
    ]) {
      expect([' ', 'r', '.', '?'].map((key) => actionOf(press(key), focused))).toEqual([null, null, null, null]);
      expect(actionOf(press('z', { ctrlKey: true }), focused)).toBeNull();
      expect(actionOf(press('k', { ctrlKey: true }), focused)).toBe('palette');
    }
  });

  it('are left to the control that uses them itself', () => {
    expect(actionOf(press(' '), element('button'))).toBeNull();
    expect(actionOf(press(' '), element('div', { role: 'switch' }))).toBeNull();
    expect(actionOf(press('r'), element('select'))).toBeNull();
    expect(actionOf(press('r'), element('div', { role: 'option' }))).toBeNull();
    expect(actionOf(press('r'), element('button'))).toBe('run-restart');
    expect(actionOf(press(' '), element('input', { type: 'range' }))).toBeNull();
    expect(actionOf(press('.'), element('input', { type: 'range' }))).toBe('run-step');
    expect(actionOf(press(' '), element('main'))).toBe('run-toggle');
  });

  it('do nothing while held down, composed, taken, with Alt, or under a dialog', () => {
    for (const changes of [{ repeat: true }, { isComposing: true }, { defaultPrevented: true }, { altKey: true }]) {
      expect(actionOf(press('r', changes))).toBeNull();
    }
    tab.app.actions.view.open('help');
    expect(actionOf(press('r'))).toBeNull();
  });

  it('of what cannot be done now do nothing', () => expect(actionOf(press('z', { ctrlKey: true }))).toBeNull());
});
