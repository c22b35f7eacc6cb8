/** The scale of a heat map: its ends and middle as numbers below its colours. */

interface ScaleLegendProps {
  readonly name: string;
  /** From the lowest strength to the highest. */
  readonly ends: readonly string[];
  /** One hue from nothing to all, as far as text on it can be read, or two with nothing in the middle. */
  readonly kind: 'one' | 'text' | 'two';
}

export function ScaleLegend({ name, ends, kind }: ScaleLegendProps) {
  return (
    <div className="scale-legend small muted">
      <span>{name}</span>
      <span className="scale-colours" data-kind={kind} aria-hidden />
      <span className="scale-ends mono">
        {ends.map((end) => (
          <span key={end}>{end}</span>
        ))}
      </span>
    </div>
  );
}
