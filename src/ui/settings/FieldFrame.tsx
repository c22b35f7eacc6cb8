/** The line above every control: name, symbol, marks for "changed" and "after restart", explanation, reset, value. */
import type { ReactNode } from 'react';
import type { ParamField } from '../../domain/config/fields.ts';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { useExplain } from '../context/explain.ts';
import { useI18n } from '../context/language.tsx';
import { Formula } from '../primitives/Formula.tsx';
import { Hint } from '../primitives/Hint.tsx';
import { LiveIcon, ResetIcon } from '../primitives/icons.ts';
import { InfoPopover } from '../why/InfoPopover.tsx';
import { fieldId } from './fieldId.ts';
import { ProblemNote } from './ProblemNote.tsx';
import type { FieldState } from './useField.ts';

interface FieldFrameProps {
  readonly field: ParamField;
  readonly state: FieldState;
  /** The control at the right end of the line. */
  readonly aside?: ReactNode;
  /** The control below the line. */
  readonly children?: ReactNode;
}

export const problemIdOf = (path: string): string => `${fieldId(path)}-problem`;

export function FieldFrame({ field, state, aside, children }: FieldFrameProps) {
  const { t, local } = useI18n();
  const explain = useExplain(field.path);
  const { spec } = field;
  const { changed, pending, problem, baseValue } = state;
  const name = local(spec.name);
  const base = typeof baseValue === 'number' ? formatNumber(baseValue) : String(baseValue ?? '');
  return (
    <div
      className="field"
      data-changed={changed || undefined}
      data-invalid={problem !== undefined || undefined}
      {...explain}
    >
      <div className="field-head">
        {changed && <span className="changed-mark" aria-hidden />}
        <label htmlFor={fieldId(field.path)}>{name}</label>
        {spec.symbol !== undefined && (
          <span className="symbol" aria-hidden>
            <Formula source={spec.symbol} />
          </span>
        )}
        {spec.applies === 'live' && (
          <Hint text={t('liveHint')}>
            <span className="live-mark" role="img" aria-label={t('live')} tabIndex={-1}>
              <LiveIcon aria-hidden />
            </span>
          </Hint>
        )}
        <InfoPopover subject={field.path} name={name} />
        <span className="grow" />
        {pending && (
          <Hint text={t('pendingHint')}>
            <span className="tag warn">{t('pending')}</span>
          </Hint>
        )}
        {changed && (
          <Hint text={t('resetTo', { value: base })}>
            <button
              type="button"
              className="mini"
              aria-label={t('resetNamed', { name, value: base })}
              onClick={state.reset}
            >
              <ResetIcon aria-hidden />
            </button>
          </Hint>
        )}
        {aside}
      </div>
      {children}
      {problem !== undefined && <ProblemNote id={problemIdOf(field.path)} problem={problem} onUse={state.set} />}
    </div>
  );
}
