/** The focus of a button that goes with the work that it ends: it returns to the one that started the work. */

/** @param within selector of what holds both; the starter says by `aria-busy` that it is at work */
export function focusStarter(from: HTMLElement, within: string): void {
  const starter = from.closest(within)?.querySelector<HTMLElement>('button[aria-busy="true"]');
  starter?.focus({ preventScroll: true });
}
