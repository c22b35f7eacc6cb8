/** A dropped file that could not be used, where the box for one's own text is not on screen to say so. */
import { describeError } from '../../domain/core/describeError.ts';
import { useAppState } from '../context/app.tsx';
import { dismissRejected, useRejected } from '../context/intake.ts';
import { useI18n } from '../context/language.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { AlertIcon, CloseIcon } from '../primitives/icons.ts';
import { corpora } from '../../domain/corpora/index.ts';
import type { CorpusDefinition } from '../../domain/corpora/contract.ts';

export function RejectedText() {
  const { t, language } = useI18n();
  const rejected = useRejected();
  const boxOnScreen = useAppState((state) => {
    const corpus: CorpusDefinition | undefined = corpora[state.config.config.data.corpus];
    return corpus?.data.kind === 'own';
  });
  if (rejected === null || boxOnScreen) return null;
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
