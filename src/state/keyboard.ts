/**
 * Keys to actions. A key that types, or that the focused control uses itself, is left alone; so is everything while a
 * dialog is open. Chords with Ctrl or Cmd work everywhere except where text is edited, which has an undo of its own.
 */
import type { App, UserAction } from './contract.ts';
import { userActions } from './userActions.ts';

/** The part of `KeyboardEvent` that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  readonly defaultPrevented: boolean;
}

/** As in the registry: `Mod+Shift+Z`, `Space`, `?`. Shift is named only with letters and chords; `?` already needs it. */
export function chordOf({ key, ctrlKey, metaKey, shiftKey }: KeyPress): string {
  const isLetter = /^\p{L}$/u.test(key);
  const name = key === ' ' ? 'Space' : isLetter ? (shiftKey ? key.toUpperCase() : key.toLowerCase()) : key;
  return [
    ...(ctrlKey || metaKey ? ['Mod'] : []),
    ...(shiftKey && (isLetter || key.length > 1) ? ['Shift'] : []),
    name,
  ].join('+');
}

const findAction = (chord: string): UserAction | undefined => userActions.find(({ keys }) => keys.includes(chord));

/** What an element does with keys by itself. */
export interface FocusedElement {
  readonly tagName: string;
  readonly type?: string;
  readonly isContentEditable?: boolean;
  getAttribute(name: string): string | null;
}

const textInputs = ['text', 'search', 'number', 'url', 'email', 'password', 'tel'];
const pressedBySpace = ['BUTTON', 'SUMMARY', 'A', 'SELECT', 'OPTION'];
const pressedRoles = [
  'button',
  'checkbox',
  'switch',
  'radio',
  'tab',
  'option',
  'menuitem',
  'menuitemradio',
  'menuitemcheckbox',
  'combobox',
  'link',
];

function edits({ tagName, type = 'text', isContentEditable }: FocusedElement): boolean {
  return isContentEditable === true || tagName === 'TEXTAREA' || (tagName === 'INPUT' && textInputs.includes(type));
}

/** Space presses it; letters may move in it (a list of options jumps to what is typed). */
function usesKey(element: FocusedElement, key: string): boolean {
  if (edits(element)) return true;
  const role = element.getAttribute('role') ?? '';
  if (element.tagName === 'SELECT' || ['listbox', 'menu', 'combobox', 'option', 'menuitem'].includes(role))
    return key.length === 1;
  const pressed =
    pressedBySpace.includes(element.tagName) || element.tagName === 'INPUT' || pressedRoles.includes(role);
  return key === ' ' && pressed;
}

/** The action of a key press, or null when the key belongs to somebody else or the action is not possible now. */
export function actionFor(press: KeyPress, focused: FocusedElement | null, app: Pick<App, 'store'>): UserAction | null {
  const state = app.store.getState();
  if (press.defaultPrevented || press.isComposing || press.altKey || press.repeat || state.view.dialog !== null)
    return null;
  const action = findAction(chordOf(press));
  if (action === undefined || !action.enabled(state)) return null;
  const chord = press.ctrlKey || press.metaKey;
  if (focused !== null && (chord ? edits(focused) && action.id !== 'palette' : usesKey(focused, press.key)))
    return null;
  return action;
}

/** @returns the function that takes the keys off again. */
export function bindKeyboard(app: App, target: Document): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    const action = actionFor(event, event.target instanceof HTMLElement ? event.target : null, app);
    if (action === null) return;
    event.preventDefault();
    void action.perform(app);
  }
  target.addEventListener('keydown', onKeyDown);
  return () => target.removeEventListener('keydown', onKeyDown);
}
