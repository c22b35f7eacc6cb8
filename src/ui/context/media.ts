/** Which of the three layouts the window has room for; the same widths as in theme/shell.css. */
import { useSyncExternalStore } from 'react';

export type Layout = 'phone' | 'tablet' | 'desktop';

const wide = '(min-width: 1280px)';
const middle = '(min-width: 768px)';

function subscribe(onChange: () => void): () => void {
  const queries = [wide, middle].map((query) => window.matchMedia(query));
  for (const query of queries) query.addEventListener('change', onChange);
  return () => {
    for (const query of queries) query.removeEventListener('change', onChange);
  };
}

const current = (): Layout =>
  window.matchMedia(wide).matches ? 'desktop' : window.matchMedia(middle).matches ? 'tablet' : 'phone';

export const useLayout = (): Layout => useSyncExternalStore(subscribe, current);
