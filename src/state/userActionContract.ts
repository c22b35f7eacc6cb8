/** The things that a person can do by button, key, menu and palette, as types. */
import type { LocalText } from '../domain/core/text.ts';
import type { App, AppState } from './contract.ts';

export type ActionId =
  | 'run-toggle'
  | 'run-step'
  | 'run-restart'
  | 'run-new-seed'
  | 'run-apply'
  | 'run-stop'
  | 'measure'
  | 'retune'
  | 'retune-anew'
  | 'profile'
  | 'generate'
  | 'place-toggle'
  | 'race'
  | 'compress'
  | 'open-model'
  | 'overlay-toggle'
  | 'undo'
  | 'redo'
  | 'share'
  | 'language-toggle'
  | 'theme-toggle'
  | 'show-all-toggle'
  | 'palette'
  | 'help';

/** One thing a person can do, for buttons, keys and the palette alike. */
export interface UserAction {
  readonly id: ActionId;
  readonly name: (state: AppState) => LocalText;
  /** As in `KeyboardEvent.key`, with `Mod+` for Ctrl or Cmd and `Shift+`; the first is shown. */
  readonly keys: readonly string[];
  readonly enabled: (state: AppState) => boolean;
  readonly perform: (app: App) => void | Promise<unknown>;
}
