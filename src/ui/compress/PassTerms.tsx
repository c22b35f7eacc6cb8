/** Which terms beside the loss of the run act in a pass that trains, and which it leaves out. */
import { termsLeftOut, termsOfTraining } from '../../domain/compression/training/terms.ts';
import type { ActiveTerm } from '../../domain/losses/terms/active.ts';
import { passTermWords, type PassTermWord } from '../../i18n/passTermWords.ts';
import { fill } from '../../i18n/translate.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';

export function PassTerms() {
  const { language, local } = useI18n();
  const config = useAppState(({ run }) => run.config);
  if (config === null) return null;
  const said = (word: PassTermWord, list: readonly ActiveTerm[]) => {
    const names = list.map(({ definition }) => local(definition.name)).join(passTermWords.and[language]);
    return list.length > 0 && <p className="pass-only small muted">{fill(passTermWords[word][language], { names })}</p>;
  };
  return (
    <>
      {said('act', termsOfTraining(config.terms))}
      {said('leftOut', termsLeftOut(config.terms))}
    </>
  );
}
