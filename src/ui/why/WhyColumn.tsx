/** The right column: what the setting in hand means, else the question of the preset and what to try next. */
import { lazy, Suspense } from 'react';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { BackIcon } from '../primitives/icons.ts';
import { Introduction } from './Introduction.tsx';
import { isRecipeSubject } from './recipeSubject.ts';

const SettingExplanation = lazy(() => import('./SettingExplanation.tsx'));
const RecipeExplanation = lazy(() => import('../compress/RecipeExplanation.tsx'));
const CompressIntroduction = lazy(() => import('../compress/CompressIntroduction.tsx'));

function Back({ words }: { readonly words: string }) {
  const { view } = useActions();
  return (
    <button type="button" className="link small why-back" onClick={() => view.explain(null)}>
      <BackIcon className="icon" aria-hidden />
      {words}
    </button>
  );
}

export function WhyColumn() {
  const { t } = useI18n();
  const explained = useAppState((state) => state.view.explained);
  const compressing = useAppState((state) => state.view.place === 'compress');
  const back = <Back words={t(compressing ? 'backToLab' : 'backToQuestion')} />;
  if (explained !== null && isRecipeSubject(explained)) {
    return (
      <>
        {back}
        <Suspense>
          <RecipeExplanation subject={explained} otherwise={<CompressIntroduction />} />
        </Suspense>
      </>
    );
  }
  const introduction = compressing ? <CompressIntroduction /> : <Introduction />;
  return (
    <Suspense>
      {explained === null ? (
        introduction
      ) : (
        <SettingExplanation subject={explained} before={back} otherwise={introduction} />
      )}
    </Suspense>
  );
}
