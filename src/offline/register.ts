/** Registers the service worker of a built page, once the first training step has had the network and the processor. */
const delayMs = 5000;

export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = (): void => {
    // Private windows and file:// pages refuse; Trimtab then merely needs its host on the next visit.
    navigator.serviceWorker
      .register('./sw.js')
      .catch((error: unknown) => console.info('Not kept for offline use:', error));
  };
  window.addEventListener('load', () => setTimeout(register, delayMs), { once: true });
}
