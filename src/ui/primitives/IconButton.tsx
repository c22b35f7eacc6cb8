/** A square button with an icon; its name is spoken and shown as a tooltip. */
import type { LucideIcon } from './icons.ts';
import type { ComponentPropsWithRef } from 'react';
import { classes } from './classes.ts';
import { Hint } from './Hint.tsx';

interface IconButtonProps extends ComponentPropsWithRef<'button'> {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly keys?: string | undefined;
  readonly quiet?: boolean;
  /** False where the icon says enough and a tooltip would only be in the way. */
  readonly hint?: boolean;
}

export function IconButton({
  icon: Icon,
  label,
  keys,
  quiet = false,
  hint = true,
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      {...rest}
      className={classes('button square', quiet && 'quiet', className)}
    >
      <Icon className="icon" aria-hidden />
    </button>
  );
  return hint ? (
    <Hint text={label} keys={keys}>
      {button}
    </Hint>
  ) : (
    button
  );
}
