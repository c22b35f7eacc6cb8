/**
 * Parameter specifications: one value from which the settings type, the default, validation, the form field,
 * the URL key and the run difference of a parameter are all derived.
 */
import type { LocalText } from './text.ts';

/** `live` settings apply at the next step of a running model; `restart` settings need a new one. */
export type Applies = 'live' | 'restart';

interface Common {
  readonly name: LocalText;
  /** One or two sentences: what it does, what raising it does. */
  readonly help: LocalText;
  /** KaTeX source of the symbol used in formulas, e.g. `\\eta`. */
  readonly symbol?: string;
  readonly applies: Applies;
  /** Shown only when the person asks for all settings. */
  readonly advanced?: boolean;
}

export interface NumberSpec extends Common {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** Slider scale. On `log`, a `min` of 0 means "off" at the left end. */
  readonly scale: 'linear' | 'log';
  /** Smallest positive value of a log slider whose `min` is 0. */
  readonly smallest?: number;
  readonly step?: number;
  /** The range that people usually choose from; outside it the field is marked. */
  readonly usual?: readonly [number, number];
  readonly unit?: LocalText;
}

export interface ChoiceSpec extends Common {
  readonly kind: 'choice';
  readonly default: string;
  readonly options: readonly { readonly id: string; readonly name: LocalText }[];
}

export interface FlagSpec extends Common {
  readonly kind: 'flag';
  readonly default: boolean;
}

export interface TextSpec extends Common {
  readonly kind: 'text';
  readonly default: string;
  readonly maxLength: number;
}

export type ParamSpec = NumberSpec | ChoiceSpec | FlagSpec | TextSpec;
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
export type ParamValue = number | string | boolean;

type ValueOf<S extends ParamSpec> = S extends NumberSpec
  ? number
  : S extends FlagSpec
    ? boolean
    : S extends ChoiceSpec
      ? S['options'][number]['id']
      : string;

/** The settings object that a record of specifications describes. */
export type Settings<P extends ParamSpecs> = { [K in keyof P]: ValueOf<P[K]> };

type NumberFields = Omit<NumberSpec, 'kind' | 'integer' | 'scale'> & Partial<Pick<NumberSpec, 'scale'>>;

export const number = (spec: NumberFields): NumberSpec => ({
  scale: 'linear',
  ...spec,
  kind: 'number',
  integer: false,
});

export const integer = (spec: NumberFields): NumberSpec => ({
  scale: 'linear',
  step: 1,
  ...spec,
  kind: 'number',
  integer: true,
});

export const choice = <const S extends Omit<ChoiceSpec, 'kind'>>(spec: S): S & { readonly kind: 'choice' } => ({
  ...spec,
  kind: 'choice',
});

export const flag = (spec: Omit<FlagSpec, 'kind'>): FlagSpec => ({ ...spec, kind: 'flag' });

export const text = (spec: Omit<TextSpec, 'kind'>): TextSpec => ({ ...spec, kind: 'text' });

/** Every parameter at its default. */
export function defaultsOf<P extends ParamSpecs>(specs: P): Settings<P> {
  const entries = Object.entries(specs).map(([key, spec]) => [key, spec.default] as const);
  return Object.fromEntries(entries) as Settings<P>;
}
