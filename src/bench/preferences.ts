/** Language and theme, shared with the main page where the browser remembers them (src/state/localState.ts writes the keys). */
import { languages, type Language } from '../domain/core/text.ts';
import type { Theme } from '../state/contract.ts';

export interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
}

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const keyOf = (name: keyof Preferences): string => `trimtab.preferences.${name}`;

/** Null where nothing of ours is kept, or where the browser keeps nothing. */
function remembered<T extends string>(name: keyof Preferences, options: readonly T[]): T | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null');
    return options.find((option) => option === found) ?? null;
  } catch {
    return null;
  }
}

const spoken = (): Language => languages.find((language) => navigator.language.startsWith(language)) ?? 'en';

export const initialPreferences = (): Preferences => ({
  language: remembered('language', languages) ?? spoken(),
  theme: remembered('theme', themes) ?? 'system',
});

export function remember<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(value));
  } catch {
    // Where cookies are blocked, the choice holds for this visit.
  }
}
