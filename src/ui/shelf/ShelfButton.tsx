/** Opens the shelf of ready-made models in a dialog. */
import { lazy, Suspense, useState } from 'react';
import { useI18n } from '../context/language.tsx';
import { BoxIcon } from '../primitives/icons.ts';
import { Modal } from '../primitives/Modal.tsx';

const ModelShelf = lazy(() => import('./ModelShelf.tsx'));

export function ShelfButton() {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <button type="button" className="toggle with-icon" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <BoxIcon className="icon" aria-hidden />
        {t('shelf')}
      </button>
      {open && (
        <Modal title={t('shelfMore')} className="shelf-dialog" focusTitle onClose={close}>
          <Suspense fallback={<p className="empty">{t('shelfReading')}</p>}>
            <ModelShelf onOpened={close} />
          </Suspense>
        </Modal>
      )}
    </>
  );
}
