/** A panel that is closed until a person opens it: what is in it costs the worker time. */
import { type ReactNode, useId, useState } from 'react';
import type { ErrorReport } from '../../../domain/core/errors.ts';
import { describeError } from '../../../domain/core/describeError.ts';
import { useI18n } from '../../context/language.tsx';
import { AlertIcon, ChevronDownIcon } from '../../primitives/icons.ts';

interface SeeingPanelProps {
  readonly name: string;
  readonly hint: string;
  readonly children: ReactNode;
}

export function SeeingPanel({ name, hint, children }: SeeingPanelProps) {
  const [open, setOpen] = useState(false);
  const bodyId = useId();
  return (
    <section className="panel engine-panel seeing-panel" data-open={open} aria-label={name}>
      <header className="panel-head">
        <h2>
          <button
            type="button"
            className="disclosure"
            aria-expanded={open}
            aria-controls={bodyId}
            onClick={() => setOpen(!open)}
          >
            <ChevronDownIcon className="icon chevron" aria-hidden />
            {name}
          </button>
        </h2>
        <span className="muted small">{hint}</span>
      </header>
      {open && (
        <div className="seeing-body" id={bodyId}>
          {children}
        </div>
      )}
    </section>
  );
}

export function SeeingFailure({ error }: { readonly error: ErrorReport | null }) {
  const { language } = useI18n();
  if (error === null) return null;
  const { cause, remedy } = describeError(error, language);
  return (
    <p className="problem-note" role="alert">
      <AlertIcon className="icon" aria-hidden /> {cause} {remedy}
    </p>
  );
}
