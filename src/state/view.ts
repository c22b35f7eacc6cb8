/** What lies on top of the page, and the link to it. */
import type { Context } from './context.ts';
import type { ViewActions, ViewState } from './contract.ts';
import { shareSearch } from './urlSync.ts';

export const initialView: ViewState = { place: 'train', dialog: null, explained: null, storage: null };

export function createView({ environment, get, patch }: Context): ViewActions {
  const shareUrl = (): string => environment.address.absolute(shareSearch(get()));
  return {
    goTo: (place) => patch('view', { place, explained: null }),
    open: (dialog) => patch('view', { dialog }),
    explain: (explained) => patch('view', { explained }),
    shareUrl,
    copyShareUrl: () => environment.copy(shareUrl()),
  };
}
