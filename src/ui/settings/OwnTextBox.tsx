/** One's own text: what is loaded, and three ways to bring another. */
import { lazy, Suspense, useRef, useState } from 'react';
import { useActions, useAppState } from '../context/app.tsx';
import { takeFile, useRejected } from '../context/intake.ts';
import { useI18n } from '../context/language.tsx';
import { whole } from '../format/numbers.ts';
import { FileIcon, UploadIcon } from '../primitives/icons.ts';

const PasteDialog = lazy(() => import('./PasteDialog.tsx'));

export function OwnTextBox() {
  const { t, local } = useI18n();
  const { config } = useActions();
  const own = useAppState((state) => state.config.ownText);
  const rejected = useRejected();
  const picker = useRef<HTMLInputElement>(null);
  const [pasting, setPasting] = useState(false);
  return (
    <div className="own-text">
      {own === null ? (
        <p className="small muted">{t('ownTextEmpty')}</p>
      ) : (
        <p className="own-text-name">
          <FileIcon className="icon" aria-hidden />
          <span className="truncate">{own.name}</span>
          <span className="muted small">{t('characters', { count: whole(own.text.length) })}</span>
        </p>
      )}
      <div className="row">
        <button type="button" className="button small" onClick={() => picker.current?.click()}>
          <UploadIcon className="icon" aria-hidden /> {t('chooseFile')}
        </button>
        <button type="button" className="button small" onClick={() => setPasting(true)}>
          {t('pasteText')}
        </button>
      </div>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".txt,.md,.csv,.json,.tex,.html,.xml,text/*"
        aria-label={t('chooseFile')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) void takeFile(file, config);
        }}
      />
      {rejected !== null && (
        <p className="problem-note" role="alert">
          <strong>{t('textRefused', { name: rejected.name })}</strong>{' '}
          {rejected.report.problems.map((problem) => local(problem.message)).join(' ')}
        </p>
      )}
      <p className="small muted">{t('ownTextPrivacy')}</p>
      {pasting && (
        <Suspense>
          <PasteDialog onClose={() => setPasting(false)} />
        </Suspense>
      )}
    </div>
  );
}
