/** The element id of a setting's control, and how to get to it from anywhere. */
export const fieldId = (path: string): string => `setting-${path.replaceAll('.', '-')}`;

const listeners = new Set<(path: string) => void>();

/** Called before a setting is focused, so that whatever hides it can open up. */
export function onShowField(listener: (path: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Scrolls to the control of a setting and focuses it, as soon as it is on screen. */
export function focusField(path: string): void {
  for (const listener of listeners) listener(path);
  window.requestAnimationFrame(() => {
    const control = document.getElementById(fieldId(path));
    control?.scrollIntoView({ block: 'center' });
    control?.focus();
  });
}
