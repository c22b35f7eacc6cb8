/** The paper or page that a definition follows. */
import type { Source } from '../../domain/core/definition.ts';
import { useI18n } from '../context/language.tsx';

export function SourceLine({ source }: { readonly source: Source }) {
  const { t } = useI18n();
  return (
    <p className="source">
      <span>{t('source')}</span>{' '}
      {source.url === undefined ? (
        source.text
      ) : (
        <a href={source.url} target="_blank" rel="noreferrer">
          {source.text}
        </a>
      )}
    </p>
  );
}
