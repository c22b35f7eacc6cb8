/** How many settings are wrong, and a jump to each; the running model goes on meanwhile. */
import { fieldAt } from '../../domain/config/fields.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { AlertIcon } from '../primitives/icons.ts';
import { focusField } from '../settings/fieldId.ts';

export function ProblemBar() {
  const { t, local } = useI18n();
  const problems = useAppState((state) => state.config.problems);
  const config = useAppState((state) => state.config.config);
  if (problems.length === 0) return null;
  return (
    <div className="problem-bar" role="status">
      <p>
        <AlertIcon className="icon" aria-hidden />
        {t('problemsFound', { count: problems.length })}
      </p>
      <ul>
        {problems.map(({ path, message }) => {
          const field = fieldAt(config, path);
          return (
            <li key={`${path} ${message.en}`}>
              <button type="button" className="link" onClick={() => focusField(path)}>
                {field === undefined ? local(message) : local(field.name)}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
