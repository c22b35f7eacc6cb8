/** Fields of a `config.json` that may come from anywhere: read, or refused with what would be supported. */
import { TrimtabError } from '../../core/errors.ts';
import type { NumberSpec } from '../../core/params.ts';

export type ConfigFields = Readonly<Record<string, unknown>>;

export const configFile = 'config.json';

export const unsupported = (field: string, value: unknown, supported: string): TrimtabError =>
  new TrimtabError('bad-model', {
    file: configFile,
    reason: 'field',
    field,
    value: value === undefined ? 'undefined' : JSON.stringify(value),
    supported,
  });

/** A whole number; `null` and a field that is not there stand for `fallback`. */
export function count(config: ConfigFields, field: string, fallback?: number): number {
  const value = config[field] ?? fallback;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw unsupported(field, value, '1, 2, 3, …');
}

/** A whole number that is legal for a setting of ours. */
export function countWithin(
  config: ConfigFields,
  field: string,
  { min, max }: Pick<NumberSpec, 'min' | 'max'>,
  fallback?: number,
): number {
  const value = count(config, field, fallback);
  if (value < min || value > max) throw unsupported(field, value, `${min} … ${max}`);
  return value;
}

/**
 * Of what our model has built in: the one value that it can be.
 * @param fallback what a field that is not there stands for; `null` stands for it too.
 */
export function mustBe(config: ConfigFields, field: string, supported: unknown, fallback: unknown = supported): void {
  const value = config[field] ?? fallback;
  if (value !== supported) throw unsupported(field, value, JSON.stringify(supported));
}

/** @param fallback what a field that is not there stands for; `null` stands for it too. */
export function isOn(config: ConfigFields, field: string, fallback = false): boolean {
  const value = config[field] ?? fallback;
  if (typeof value !== 'boolean') throw unsupported(field, value, 'true, false');
  return value;
}

/** A name translated into one of ours. */
export function named<T>(
  config: ConfigFields,
  field: string,
  names: Readonly<Record<string, T>>,
  fallback?: string,
): T {
  const value = config[field] ?? fallback;
  const ours = typeof value === 'string' && Object.hasOwn(names, value) ? names[value] : undefined;
  if (ours === undefined) throw unsupported(field, value, Object.keys(names).join(', '));
  return ours;
}

/** The repository or the folder that the model was loaded from when it was written, without what is around its name. */
export function nameIn({ _name_or_path: from }: ConfigFields): string | null {
  if (typeof from !== 'string') return null;
  const name = from
    .split(/[/\\]/)
    .filter((part) => part !== '')
    .at(-1);
  return name !== undefined && /^\w[\w.-]{0,95}$/.test(name) ? name : null;
}
