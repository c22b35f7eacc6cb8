/** Several of a few, in their order. */
interface CheckRowProps<T> {
  readonly name: string;
  readonly options: readonly T[];
  readonly chosen: readonly T[];
  readonly text: (option: T) => string;
  readonly onChange: (chosen: readonly T[]) => void;
}

export function CheckRow<T extends string | number>({ name, options, chosen, text, onChange }: CheckRowProps<T>) {
  return (
    <fieldset className="check-row">
      <legend>{name}</legend>
      {options.map((option) => (
        <label key={option}>
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={({ target }) =>
              onChange(options.filter((other) => (other === option ? target.checked : chosen.includes(other))))
            }
          />
          {text(option)}
        </label>
      ))}
    </fieldset>
  );
}
