/**
 * Numbers as people read them, the same in every language: a space before the unit, commas between
 * thousands, exponents where zeros would have to be counted.
 */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 1,240 */
export const whole = (value: number): string => grouped.format(value);

/** A fixed number of decimals; a dash for what was not measured. */
export const fixed = (value: number, decimals: number): string =>
  Number.isFinite(value) ? value.toFixed(decimals) : '–';

/** Three significant digits and a prefix: 81.7 k, 0.81 M stays 810 k. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const prefixes = ['', 'k', 'M', 'G', 'T', 'P'];
  let scaled = Math.abs(value);
  let index = 0;
  while (scaled >= 999.5 && index < prefixes.length - 1) {
    scaled /= 1000;
    index++;
  }
  const digits = scaled >= 100 || (index === 0 && Number.isInteger(scaled)) ? 0 : scaled >= 10 ? 1 : 2;
  const sign = value < 0 ? '−' : '';
  const prefix = prefixes[index] ?? '';
  return `${sign}${scaled.toFixed(digits)}${prefix === '' ? '' : `\u00a0${prefix}`}`;
}

/** With a unit that takes prefixes: 40.8 GFLOP/s. */
export function inUnit(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–';
  const text = compact(value);
  return /[kMGTP]$/.test(text) ? `${text}${unit}` : `${text}\u00a0${unit}`;
}

/** Decimal bytes: 3.31 MB. */
export const bytes = (value: number): string => inUnit(value, 'B');

/** 0.4 %, 12 %, 130 %; what is there but rounds to nothing is < 0.1 %. */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.05) return '<\u00a00.1\u00a0%';
  return `${fixed(value, value < 9.95 ? 1 : 0)}\u00a0%`;
}

/** Of a step or a part of it, with the unit that suits: 17 µs, 4.2 ms, 1.3 s. */
export function shortTime(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  const [value, unit] =
    ms < 0.001 ? [1e6 * ms, 'ns'] : ms < 1 ? [1000 * ms, 'µs'] : ms < 1000 ? [ms, 'ms'] : [ms / 1000, 's'];
  return `${fixed(value, value < 9.95 ? 1 : 0)}\u00a0${unit}`;
}

/** 2026-03-09 08:05, in the person's time zone. */
export function dateTime(msSince1970: number): string {
  const date = new Date(msSince1970);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join('-');
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** 0:07, 3:20, 1:02:03. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(total % 60)}` : `${minutes}:${pad(total % 60)}`;
}

/** Milliseconds with the decimals that matter: 0.82, 9.4, 132. */
export const milliseconds = (value: number): string => fixed(value, value < 1 ? 2 : value < 100 ? 1 : 0);

/** Tick labels: as short as possible without two ticks reading the same. */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size >= 10000)
    return compact(value)
      .replace(/\.0+(?=\D|$)/, '')
      .replace(/(\.\d*?)0+(?=\D|$)/, '$1');
  if (size > 0 && size < 0.001) return value.toExponential(0).replace('e+', 'e');
  return size >= 1000 ? whole(value) : String(Number(value.toPrecision(4)));
}
