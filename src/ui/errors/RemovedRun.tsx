/** A deleted run can be brought back until the next one is deleted. */
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { TrashIcon } from '../primitives/icons.ts';

export function RemovedRun() {
  const { t } = useI18n();
  const { runs } = useActions();
  const removed = useAppState((state) => state.runs.removed);
  if (removed === null) return null;
  return (
    <div className="toast notice" role="status">
      <TrashIcon className="icon" aria-hidden />
      <p className="grow">{t('runDeleted', { name: removed.name })}</p>
      <button type="button" className="button small" onClick={() => runs.undoRemove()}>
        {t('undo')}
      </button>
    </div>
  );
}
