/** The key of an action as printed beside its button; undefined if it has none. */
import { userActions } from '../../state/userActions.ts';
import type { ActionId } from '../../state/contract.ts';
import { keyText } from './keys.ts';

export function keysOf(id: ActionId): string | undefined {
  const keys = userActions.find((action) => action.id === id)?.keys[0];
  return keys === undefined ? undefined : keyText(keys);
}
