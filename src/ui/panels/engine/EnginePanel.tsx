/** What the panels about the machine share: a head that unfolds, a word or number for whom it is closed, an explanation. */
import { type ReactNode, useId } from 'react';
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

/** The last panels of their column: what they unfold, and what a measurement adds to it, would lie below the edge. */
const bringIntoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

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
        <div className="engine-body" id={bodyId} key={growth} ref={bringIntoView}>
          {children}
        </div>
      )}
    </section>
  );
}
