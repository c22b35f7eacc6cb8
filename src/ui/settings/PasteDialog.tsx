/** A large box to paste or type a text into. */
import { useState } from 'react';
import { useActions } from '../context/app.tsx';
import { takeText, useRejected } from '../context/intake.ts';
import { useI18n } from '../context/language.tsx';
import { whole } from '../format/numbers.ts';
import { initialFocus, Modal } from '../primitives/Modal.tsx';

export default function PasteDialog({ onClose }: { readonly onClose: () => void }) {
  const { t, local } = useI18n();
  const { config } = useActions();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const rejected = useRejected();
  const use = async (): Promise<void> => {
    setTried(true);
    if (await takeText(t('pastedText'), text, config)) onClose();
  };
  return (
    <Modal title={t('pasteTitle')} onClose={onClose}>
      <textarea
        className="paste"
        {...initialFocus}
        aria-label={t('pasteTitle')}
        placeholder={t('pastePlaceholder')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {tried && rejected !== null && (
        <p className="problem-note" role="alert">
          {rejected.report.problems.map((problem) => local(problem.message)).join(' ')}
        </p>
      )}
      <footer className="modal-foot">
        <span className="muted small">{t('characters', { count: whole(text.length) })}</span>
        <span className="grow" />
        <button type="button" className="button" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="button" className="button primary" disabled={text === ''} onClick={() => void use()}>
          {t('useText')}
        </button>
      </footer>
    </Modal>
  );
}
