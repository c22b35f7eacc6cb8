/** The mark: a rudder, and the small tab on it that turns it. While a model trains, the tab moves. */
export function Mark({ working }: { readonly working: boolean }) {
  return (
    <svg className="mark" viewBox="9 12 46 36" width="29" height="23" aria-hidden data-working={working || undefined}>
      <path className="mark-rudder" d="M13 44 51 20" />
      <path className="mark-tab" d="M36.5 29.5 51 38.5" />
    </svg>
  );
}
