/** Three significant digits, with an exponent where zeros would have to be counted: 0.0213, −1.2e-5. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : '–';
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e6)
      ? size.toExponential(digits - 1).replace('e+', 'e')
      : String(Number(size.toPrecision(digits)));
  return value < 0 ? `−${text}` : text;
}
