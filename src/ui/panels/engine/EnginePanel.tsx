/** What the panels about the machine share: a head that unfolds, a word or number for whom it is closed, an explanation. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useExplain } from '../../context/explain.ts';
import { ChevronDownIcon } from '../../primitives/icons.ts';
import { InfoPopover } from '../../why/InfoPopover.tsx';

interface EnginePanelProps {
  readonly subject: string;
  readonly name: string;
  /** Beside the name. */
  readonly summary: string;
  readonly action?: ReactNode;
  readonly open: boolean;
  readonly onToggle: () => void;
  /** When it changes, so much has come to the panel that it is brought into view again. */
  readonly growth: string;
  readonly children: ReactNode;
}

/** Mounted anew with all that comes to a panel of the end of a column, which would otherwise lie below the edge. */
function IntoView() {
  const end = useRef<HTMLSpanElement>(null);
  const brought = useRef(false);
  useEffect(() => {
    // Effects run again when a column that was hidden comes back.
    if (brought.current) return;
    brought.current = true;
    end.current?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, []);
  return <span ref={end} hidden />;
}

export function EnginePanel({ subject, name, summary, action, open, onToggle, growth, children }: EnginePanelProps) {
  const explain = useExplain(subject);
  const bodyId = useId();
  return (
    <section className="panel engine-panel" data-open={open} aria-label={name} {...explain}>
      <header className="panel-head">
        <h2>
          <button type="button" className="disclosure" aria-expanded={open} aria-controls={bodyId} onClick={onToggle}>
            <ChevronDownIcon className="icon chevron" aria-hidden />
            {name}
          </button>
        </h2>
        <span className="muted small">{summary}</span>
        <InfoPopover subject={subject} name={name} />
        <span className="grow" />
        {action}
      </header>
      {open && (
        <div className="engine-body" id={bodyId}>
          {children}
          <IntoView key={growth} />
        </div>
      )}
    </section>
  );
}
