/** What this experiment asks, how to read the screen, and things to try that are one click away. */
import { findPreset, presets } from '../../domain/presets/index.ts';
import { choosePreset } from '../commands/choosePreset.ts';
import { useApp, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { TryIcon } from '../primitives/icons.ts';
import { VerdictCard } from './VerdictCard.tsx';
import { suggestions } from './suggestions.ts';

/** Other questions offered below the suggestions. */
const furtherQuestions = 2;

export function Introduction() {
  const { t, local } = useI18n();
  const app = useApp();
  const { config: actions } = app.actions;
  const presetId = useAppState((state) => state.config.presetId);
  const config = useAppState((state) => state.config.config);
  const preset = presetId === null ? undefined : findPreset(presetId);
  const place = preset === undefined ? -1 : presets.findIndex(({ id }) => id === preset.id);
  const further = Array.from(
    { length: furtherQuestions },
    (_, offset) => presets[(place + 1 + offset) % presets.length],
  ).filter((other) => other !== undefined);
  return (
    <article className="explanation introduction">
      <p className="kicker">{preset === undefined ? t('ownExperiment') : local(preset.name)}</p>
      <h2 className="question">{preset === undefined ? t('ownQuestion') : local(preset.question)}</h2>
      <VerdictCard />
      <p className="lead">{t('introLead')}</p>
      <ul className="reading">
        <li>{t('introTraining')}</li>
        <li>{t('introValidation')}</li>
        <li>{t('introBaselines')}</li>
      </ul>
      <h3>{t('tryNext')}</h3>
      <ul className="tries">
        {suggestions(config).map(({ path, value, text }) => (
          <li key={path}>
            <button type="button" className="try" onClick={() => actions.setValue(path, value)}>
              <TryIcon className="icon" aria-hidden />
              <span>{local(text)}</span>
            </button>
          </li>
        ))}
      </ul>
      <h3>{t('otherQuestions')}</h3>
      <ul className="tries">
        {further.map(({ id, name, question }) => (
          <li key={id}>
            <button type="button" className="try" onClick={() => choosePreset(app, id)}>
              <TryIcon className="icon" aria-hidden />
              <span>
                {local(question)} <small className="muted">{local(name)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </article>
  );
}
