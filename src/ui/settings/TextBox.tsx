/** A text of a setting. A long one counts when it is committed (Enter, Tab or leaving the box): half of it may mean something else. */
import { useState } from 'react';

interface TextBoxProps {
  readonly id: string;
  readonly value: string;
  readonly maxLength: number;
  readonly problemId: string | undefined;
  /** Every letter counts at once. */
  readonly atOnce: boolean;
  readonly onCommit: (value: string) => void;
}

export function TextBox({ id, value, maxLength, problemId, atOnce, onCommit }: TextBoxProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    setDraft(null);
    if (draft !== null && draft !== value) onCommit(draft);
  };
  return (
    <input
      id={id}
      className="text-box"
      type="text"
      maxLength={maxLength}
      value={draft ?? value}
      aria-invalid={problemId !== undefined}
      aria-describedby={problemId}
      onChange={(event) => (atOnce ? onCommit(event.target.value) : setDraft(event.target.value))}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape' && draft !== null) {
          event.stopPropagation();
          setDraft(null);
        }
      }}
    />
  );
}
