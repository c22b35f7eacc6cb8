/** The shelf as a panel of its own, where there is no model yet. */
import { lazy, Suspense } from 'react';
import { useI18n } from '../context/language.tsx';

const ModelShelf = lazy(() => import('./ModelShelf.tsx'));

export function ShelfPanel({ onOpened }: { readonly onOpened: () => void }) {
  const { t } = useI18n();
  return (
    <section className="panel" aria-labelledby="shelf-title">
      <header className="panel-head">
        <h2 id="shelf-title">{t('shelf')}</h2>
        <span className="muted small truncate">{t('shelfHint')}</span>
      </header>
      <Suspense fallback={<p className="empty">{t('shelfReading')}</p>}>
        <ModelShelf onOpened={onOpened} />
      </Suspense>
    </section>
  );
}
