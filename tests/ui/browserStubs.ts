/** What jsdom lacks and the interface needs: sizes, media queries, modal dialogs, pointer capture. */
class NoResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

const matchMedia =
  (width: number) =>
  (query: string): MediaQueryList => {
    const least = /min-width:\s*(\d+)px/.exec(query)?.[1];
    const list = new EventTarget() as MediaQueryList;
    return Object.assign(list, { matches: least !== undefined && width >= Number(least), media: query });
  };

/** @param width of the window, which decides the layout. */
export function stubBrowser(width = 1366): void {
  Object.assign(window, { matchMedia: matchMedia(width), ResizeObserver: NoResizeObserver });
  Object.assign(HTMLElement.prototype, {
    hasPointerCapture: () => false,
    setPointerCapture: () => undefined,
    releasePointerCapture: () => undefined,
    scrollIntoView: () => undefined,
  });
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true;
    },
    close(this: HTMLDialogElement) {
      this.open = false;
    },
  });
}
