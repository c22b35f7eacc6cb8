/** The element id of a setting's control, and how to get to it from anywhere. */
export const fieldId = (path: string): string => `setting-${path.replaceAll('.', '-')}`;

const listeners = new Set<() => void>();

/** Called before a setting is focused, so that a layout which hides the settings can show them. */
export function onShowField(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Scrolls to the control of a setting and focuses it, as soon as it is on screen. */
export function focusField(path: string): void {
  for (const listener of listeners) listener();
  window.requestAnimationFrame(() => {
    const control = document.getElementById(fieldId(path));
    control?.scrollIntoView({ block: 'center' });
    control?.focus();
  });
}
