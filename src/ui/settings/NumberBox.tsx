/** The typed value of a number. What is typed counts when it is committed: Enter, Tab or leaving the box. */
import { useState } from 'react';
import { formatNumber, parseNumber } from '../../domain/config/formatNumber.ts';
import type { ParamValue } from '../../domain/core/params.ts';

interface NumberBoxProps {
  readonly id: string;
  readonly label: string;
  readonly value: ParamValue;
  readonly problemId: string | undefined;
  readonly unit?: string | undefined;
  readonly onCommit: (value: ParamValue) => void;
}

const shown = (value: ParamValue): string => (typeof value === 'number' ? formatNumber(value) : String(value));

/** The number that was typed (1e-3, 1,000, full-width digits), else the text itself, for validation to complain about. */
function read(text: string): ParamValue {
  const plain = text.normalize('NFKC').trim().replaceAll('−', '-');
  return parseNumber(plain.replace(/[\s,_]/g, '')) ?? plain;
}

export function NumberBox({ id, label, value, problemId, unit, onCommit }: NumberBoxProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? shown(value);
  const commit = (): void => {
    if (draft === null) return;
    setDraft(null);
    const typed = read(draft);
    if (typed !== value) onCommit(typed);
  };
  return (
    <span className="number-box" data-invalid={problemId !== undefined || undefined}>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        aria-invalid={problemId !== undefined}
        aria-describedby={problemId}
        style={{ width: `${Math.max(2, text.length) + 0.25}ch` }}
        value={text}
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
          if (event.key === 'Escape' && draft !== null) {
            event.stopPropagation();
            setDraft(null);
          }
        }}
      />
      {unit !== undefined && <span className="unit">{unit}</span>}
    </span>
  );
}
