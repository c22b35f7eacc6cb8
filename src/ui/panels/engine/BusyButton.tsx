/** A button for something that takes seconds. It keeps the focus meanwhile, which a disabled one would lose. */
import type { ReactNode } from 'react';
import type { LucideIcon } from '../../primitives/icons.ts';

interface BusyButtonProps {
  readonly icon: LucideIcon;
  /** What it starts is going on. */
  readonly busy: boolean;
  /** Whether it can be started now. */
  readonly able: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

export function BusyButton({ icon: Icon, busy, able, onClick, children }: BusyButtonProps) {
  return (
    <button
      type="button"
      className="button small"
      aria-busy={busy}
      aria-disabled={busy}
      disabled={!able && !busy}
      onClick={() => {
        if (able) onClick();
      }}
    >
      <Icon className="icon" aria-hidden />
      {children}
    </button>
  );
}
