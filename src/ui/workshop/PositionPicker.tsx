/** The text of a sequence, shaded by the loss of each position; one of them is chosen by pointer or arrow keys. */
import { type KeyboardEvent, useId } from 'react';
import { classes } from '../primitives/classes.ts';

export interface Position {
  readonly text: string;
  readonly words: string;
  /** 0 to 1; null where nothing counts. */
  readonly strength: number | null;
}

interface PositionPickerProps {
  readonly label: string;
  readonly positions: readonly Position[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

/** Never so strong that the text on it loses contrast. */
const shade = (strength: number): string => `${Math.round(30 * Math.min(1, Math.max(0, strength)))}%`;
const moves: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 10, ArrowUp: -10 };

export function PositionPicker({ label, positions, chosen, onChoose }: PositionPickerProps) {
  const id = useId();
  const move = (event: KeyboardEvent): void => {
    const last = positions.length - 1;
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? last : chosen + (moves[event.key] ?? Number.NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, to));
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' });
    onChoose(next);
  };
  return (
    <div
      className="tokens scroll workshop-positions"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={`${id}-${chosen}`}
      onKeyDown={move}
    >
      {positions.map(({ text, words, strength }, index) => (
        <span
          key={index}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          aria-label={words}
          className={classes('token', 'tinted', strength === null && 'given', index === chosen && 'active')}
          style={{ '--p': shade(strength ?? 0) }}
          onPointerDown={() => onChoose(index)}
        >
          {text}
        </span>
      ))}
    </div>
  );
}
