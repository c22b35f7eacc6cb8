/** The right column: what the setting in hand means, else the question of the preset and what to try next. */
import { lazy, type ReactNode, Suspense } from 'react';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { BackIcon } from '../primitives/icons.ts';
import { Introduction } from './Introduction.tsx';
import { isRecipeSubject } from './recipeSubject.ts';

const SubjectExplanation = lazy(() => import('./SubjectExplanation.tsx'));
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

export function WhyColumn() {
  const { t } = useI18n();
  const explained = useAppState((state) => state.view.explained);
  const compressing = useAppState((state) => state.view.place === 'compress');
  const introduction = compressing ? <CompressIntroduction /> : <Introduction />;
  if (explained === null) return <Suspense>{introduction}</Suspense>;
  const Explanation = isRecipeSubject(explained) ? RecipeExplanation : SubjectExplanation;
  return (
    <Explained back={t(compressing ? 'backToLab' : 'backToQuestion')}>
      <Suspense>
        <Explanation subject={explained} otherwise={introduction} />
      </Suspense>
    </Explained>
  );
}
