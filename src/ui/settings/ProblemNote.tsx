/** What is wrong with a value, and a button that sets the nearest legal one. */
import { formatNumber } from '../../domain/config/formatNumber.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import type { Problem } from '../../domain/core/problem.ts';
import { useI18n } from '../context/language.tsx';

interface ProblemNoteProps {
  readonly id: string;
  readonly problem: Problem;
  readonly onUse: (value: ParamValue) => void;
}

export function ProblemNote({ id, problem, onUse }: ProblemNoteProps) {
  const { t, local } = useI18n();
  const { nearest } = problem;
  return (
    <p className="problem-note" id={id} role="alert">
      {local(problem.message)}
      {nearest !== undefined && (
        <button type="button" className="link" onClick={() => onUse(nearest)}>
          {t('useValue', { value: typeof nearest === 'number' ? formatNumber(nearest) : String(nearest) })}
        </button>
      )}
    </p>
  );
}
