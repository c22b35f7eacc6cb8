/**
 * Settings as numbers are written in papers and in URLs: 2000, 0.1, 1e-3. Every result reads back as the same number,
 * because JavaScript prints the shortest digits that do.
 */
export function formatNumber(value: number): string {
  const plain = String(value);
  const size = Math.abs(value);
  if (value === 0 || !Number.isFinite(value) || (size >= 1 && size < 1e6)) return plain;
  const exponential = value.toExponential().replace('e+', 'e');
  return exponential.length < plain.length ? exponential : plain;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a person or a URL wrote in decimal form, else null. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!decimal.test(trimmed)) return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}
