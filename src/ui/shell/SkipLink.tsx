/** First stop of the Tab key: past the controls, to what they do. */
import { useI18n } from '../context/language.tsx';

export const mainId = 'main';

export function SkipLink() {
  const { t } = useI18n();
  return (
    <a className="skip-link" href={`#${mainId}`}>
      {t('skipToResults')}
    </a>
  );
}
