/** A run's line and marker in small, beside its name. */
import { markerPath, runStyle } from './runStyle.ts';

export function RunSwatch({ colour }: { readonly colour: number }) {
  const style = runStyle(colour);
  return (
    <svg className="run-swatch" width="26" height="12" viewBox="0 0 26 12" aria-hidden>
      <path d="M0 6H26" stroke={style.colour} strokeWidth="2.25" strokeDasharray={style.dash} fill="none" />
      <path d={markerPath(style.marker, 13, 6, 3.6)} fill="var(--surface)" stroke={style.colour} strokeWidth="1.75" />
    </svg>
  );
}
