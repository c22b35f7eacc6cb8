/** What was wrong with a dropped file. Lazy, with the words of all errors. */
import { describeError } from '../../domain/core/describeError.ts';
import { dismissRejected, type Rejected } from '../context/intake.ts';
import { useI18n } from '../context/language.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { AlertIcon, CloseIcon } from '../primitives/icons.ts';

export default function RejectedCard({ rejected }: { readonly rejected: Rejected }) {
  const { t, language } = useI18n();
  const { problems, remedy } = describeError(rejected.report, language);
  return (
    <div className="toast error" role="alert">
      <AlertIcon className="icon" aria-hidden />
      <div className="grow">
        <h2>{t('textRefused', { name: rejected.name })}</h2>
        <p>{problems.join(' ')}</p>
        <p className="remedy">{remedy}</p>
      </div>
      <IconButton icon={CloseIcon} label={t('dismiss')} quiet onClick={dismissRejected} />
    </div>
  );
}
