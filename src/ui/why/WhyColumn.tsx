/** The right column: what the setting in hand means, else the question of the preset and what to try next. */
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { BackIcon } from '../primitives/icons.ts';
import { explanationOf } from './explanation.ts';
import { ExplanationCard } from './ExplanationCard.tsx';
import { Introduction } from './Introduction.tsx';

export function WhyColumn() {
  const { t } = useI18n();
  const { view } = useActions();
  const config = useAppState((state) => state.config.config);
  const explained = useAppState((state) => state.view.explained);
  const explanation = explained === null ? null : explanationOf(config, explained);
  if (explanation === null) return <Introduction />;
  return (
    <>
      <button type="button" className="link small why-back" onClick={() => view.explain(null)}>
        <BackIcon className="icon" aria-hidden />
        {t('backToQuestion')}
      </button>
      <ExplanationCard explanation={explanation} />
    </>
  );
}
