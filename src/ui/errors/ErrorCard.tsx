/** One error or notice, with the buttons that carry its remedy out. Lazy, with the words of all errors. */
import { describeError } from '../../domain/core/describeError.ts';
import type { RemedyAction } from '../../domain/core/errors.ts';
import type { ShownError } from '../../state/contract.ts';
import { useActions } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { classes } from '../primitives/classes.ts';
import { IconButton } from '../primitives/IconButton.tsx';
import { AlertIcon, CloseIcon, InfoIcon } from '../primitives/icons.ts';
import { focusField } from '../settings/fieldId.ts';

export default function ErrorCard({ error }: { readonly error: ShownError }) {
  const { t, language } = useI18n();
  const { errors } = useActions();
  const { title, cause, remedy, actions, problems } = describeError(error.report, language);
  const remedies = actions.filter((action): action is Exclude<RemedyAction, 'dismiss'> => action !== 'dismiss');
  const Icon = error.kind === 'error' ? AlertIcon : InfoIcon;
  const perform = (action: RemedyAction): void => {
    const path = error.report.problems[0]?.path;
    if (action === 'open-settings' && path !== undefined) focusField(path);
    void errors.perform(error.id, action);
  };
  return (
    <div className={classes('toast', error.kind)} role={error.kind === 'error' ? 'alert' : 'status'}>
      <Icon className="icon" aria-hidden />
      <div className="grow">
        <h2>{title}</h2>
        <p>
          {cause}
          {error.step !== null && error.report.detail['step'] === undefined && ` ${t('atStep', { step: error.step })}`}
        </p>
        {problems.length > 0 && (
          <ul className="problems">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
        <p className="remedy">{remedy}</p>
        {remedies.length > 0 && (
          <div className="row">
            {remedies.map((action, index) => (
              <button
                key={action}
                type="button"
                className={classes('button small', index === 0 && 'primary')}
                onClick={() => perform(action)}
              >
                {t(`remedy-${action}`)}
              </button>
            ))}
          </div>
        )}
      </div>
      <IconButton icon={CloseIcon} label={t('dismiss')} quiet onClick={() => errors.dismiss(error.id)} />
    </div>
  );
}
