/** The right column: what the setting in hand means, else the question of the preset and what to try next. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { BackIcon } from '../primitives/icons.ts';
import { explanationOf } from './explanation.ts';
import { ExplanationCard } from './ExplanationCard.tsx';
import { isRecipeSubject } from './recipeSubject.ts';

const RecipeExplanation = lazy(() => import('../compress/RecipeExplanation.tsx'));
const CompressIntroduction = lazy(() => import('../compress/CompressIntroduction.tsx'));

function Explained({ back, children }: { readonly back: string; readonly children: ReactNode }) {
  const { view } = useActions();
  return (
    <>
      <button type="button" className="link small why-back" onClick={() => view.explain(null)}>
        <BackIcon className="icon" aria-hidden />
        {back}
      </button>
      {children}
    </>
  );
}
import { Introduction } from './Introduction.tsx';

export function WhyColumn() {
  const { t } = useI18n();
  const config = useAppState((state) => state.config.config);
  const explained = useAppState((state) => state.view.explained);
  const compressing = useAppState((state) => state.view.place === 'compress');
  const back = t(compressing ? 'backToLab' : 'backToQuestion');
  if (explained !== null && isRecipeSubject(explained)) {
    return (
      <Explained back={back}>
        <Suspense>
          <RecipeExplanation subject={explained} otherwise={<CompressIntroduction />} />
        </Suspense>
      </Explained>
    );
  }
  const explanation = explained === null ? null : explanationOf(config, explained);
  if (explanation !== null) {
    return (
      <Explained back={back}>
        <ExplanationCard explanation={explanation} />
      </Explained>
    );
  }
  if (!compressing) return <Introduction />;
  return (
    <Suspense>
      <CompressIntroduction />
    </Suspense>
  );
}
