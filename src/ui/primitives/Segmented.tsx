/** A row of exclusive choices, few enough to be read at a glance. */
import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

interface SegmentedProps<Id extends string> {
  readonly id?: string;
  readonly label: string;
  readonly value: Id;
  readonly options: readonly { readonly id: Id; readonly name: ReactNode }[];
  readonly onChange: (id: Id) => void;
  readonly className?: string;
}

export function Segmented<Id extends string>({
  id: elementId,
  label,
  value,
  options,
  onChange,
  className,
}: SegmentedProps<Id>) {
  const choose = (id: string): void => {
    const option = options.find((candidate) => candidate.id === id);
    if (option !== undefined && option.id !== value) onChange(option.id);
  };
  return (
    <ToggleGroup.Root
      type="single"
      {...(elementId === undefined ? {} : { id: elementId })}
      className={classes('segmented', className)}
      aria-label={label}
      value={value}
      onValueChange={choose}
    >
      {options.map(({ id, name }) => (
        <ToggleGroup.Item key={id} value={id} className="segment">
          {name}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
