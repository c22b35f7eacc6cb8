/** A whole number with its name: a row, a column, a group. */
import { useId } from 'react';

interface WholeFieldProps {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

export function WholeField({ name, value, min, max, step = 1, onChange }: WholeFieldProps) {
  const id = useId();
  return (
    <span className="seeing-field">
      <label htmlFor={id}>{name}</label>
      <span className="number-box">
        <input
          id={id}
          type="number"
          min={min}
          max={max}
          step={step}
          value={value}
          onChange={(event) => {
            const next = Math.round(event.target.valueAsNumber / step) * step;
            if (Number.isFinite(next)) onChange(Math.min(max, Math.max(min, next)));
          }}
        />
      </span>
    </span>
  );
}
