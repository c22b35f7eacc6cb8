/** Why a question about labels was not answered, with what to do about it. */
import { describeError } from '../../domain/core/describeError.ts';
import type { ErrorReport } from '../../domain/core/errors.ts';
import { useI18n } from '../context/language.tsx';
import { useClassifyWords } from './useClassifyWords.ts';

export function Failure({ error }: { readonly error: ErrorReport | null }) {
  const say = useClassifyWords();
  const { language, local } = useI18n();
  if (error === null) return null;
  const reasons = error.problems.map((problem) => local(problem.message));
  return (
    <p className="problem-note" role="alert">
      <strong>{say('failed')}</strong> {reasons.length > 0 ? reasons.join(' ') : describeError(error, language).cause}
    </p>
  );
}
