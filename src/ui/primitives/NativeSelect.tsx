/** The browser's own list: best on a phone, and it needs no code. */
import { ChevronDownIcon } from './icons.ts';

interface NativeSelectProps<Id extends string> {
  readonly id?: string;
  readonly label: string;
  readonly value: Id;
  readonly options: readonly { readonly id: Id; readonly name: string }[];
  readonly onChange: (id: Id) => void;
}

export function NativeSelect<Id extends string>({ id, label, value, options, onChange }: NativeSelectProps<Id>) {
  return (
    <span className="native-select">
      <select
        id={id}
        aria-label={label}
        value={value}
        onChange={(event) => {
          const option = options.find((candidate) => candidate.id === event.target.value);
          if (option !== undefined) onChange(option.id);
        }}
      >
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
      <ChevronDownIcon className="icon" aria-hidden />
    </span>
  );
}
