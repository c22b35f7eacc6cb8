/** Where the focus goes from a button that its own press takes away; else the browser would drop it. */

/**
 * From one that ends work to the one that started it.
 * @param within selector of what holds both; the starter says by `aria-busy` that it is at work
 */
export function focusStarter(from: HTMLElement, within: string): void {
  const starter = from.closest(within)?.querySelector<HTMLElement>('button[aria-busy="true"]');
  starter?.focus({ preventScroll: true });
}

/**
 * From a remover (`data-remove`) of an item to that of the item after it, or before it; where the list ends with it, to
 * the first element that matches `otherwise`.
 */
export function focusNextRemover(from: HTMLElement, item: string, otherwise: string): void {
  const own = from.closest(item);
  const target = [own?.nextElementSibling, own?.previousElementSibling]
    .map((other) => other?.querySelector<HTMLElement>('[data-remove]') ?? null)
    .find((remover) => remover !== null);
  (target ?? document.querySelector<HTMLElement>(otherwise))?.focus();
}
