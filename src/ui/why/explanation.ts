/** What there is to say about a setting or a method, gathered from its definition. */
import { fieldAt, valueAt, type Field, type ParamField, type SelectorField } from '../../domain/config/fields.ts';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { lookup } from '../../domain/config/lookup.ts';
import { sections, type ExperimentConfig } from '../../domain/config/schema.ts';
import type { Definition, Source } from '../../domain/core/definition.ts';
import type { ParamSpec, ParamValue } from '../../domain/core/params.ts';
import type { LocalText } from '../../domain/core/text.ts';
import { samplingField, samplingKeys } from '../panels/samplingFields.ts';
import { engineSubjects } from './engineSubjects.ts';

export interface Explanation {
  readonly path: string;
  /** Where it belongs, e.g. "Optimizer · AdamW". */
  readonly place: readonly LocalText[];
  readonly name: LocalText;
  readonly symbol: string | undefined;
  readonly text: LocalText;
  readonly formula: string;
  readonly source: Source | undefined;
  readonly spec: ParamSpec | undefined;
  /** Present value of a setting of the experiment. */
  readonly value: ParamValue | undefined;
  /** Where it is neither the next step nor a restart. */
  readonly takesEffect?: LocalText;
  /** What the symbols of the formula stand for, listed below it. */
  readonly parameters: readonly Pick<ParamSpec, 'symbol' | 'name'>[];
}

const sectionName = (field: Field): LocalText | undefined => sections.find(({ id }) => id === field.section)?.name;

export function ofParam(field: ParamField, value: ParamValue | undefined): Explanation {
  const place = [sectionName(field), field.owner?.name].filter((name) => name !== undefined);
  const formula = field.owner?.formula ?? '';
  return {
    path: field.path,
    place,
    name: field.name,
    symbol: field.spec.symbol,
    text: field.spec.help,
    formula: field.spec.symbol === undefined ? '' : markSymbol(formula, field.spec.symbol),
    source: field.owner?.source,
    spec: field.spec,
    value,
    parameters: [],
  };
}

/**
 * The formula with the symbol marked wherever it stands as a whole (`T`, but not the T of `\Theta`); empty if it
 * stands nowhere, because such a formula says nothing about the parameter.
 */
export function markSymbol(formula: string, symbol: string): string {
  const escaped = symbol.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const before = /^[A-Za-z]/.test(symbol) ? String.raw`(?<![A-Za-z\\])` : '';
  const after = /[A-Za-z]$/.test(symbol) ? '(?![A-Za-z])' : '';
  const whole = new RegExp(before + escaped + after, 'g');
  return whole.test(formula) ? formula.replace(whole, String.raw`{\htmlClass{marked}{$&}}`) : '';
}

export function ofMethod(field: SelectorField, definition: Definition): Explanation {
  return {
    path: field.path,
    place: [sectionName(field), field.name].filter((name) => name !== undefined),
    name: definition.name,
    symbol: undefined,
    text: definition.summary,
    formula: definition.formula,
    source: definition.source,
    spec: undefined,
    value: undefined,
    parameters: Object.values(definition.params),
  };
}

/** @param subject the path of a setting, where a selector is explained by the method that it selects; or an engine subject */
export function explanationOf(config: ExperimentConfig, subject: string): Explanation | null {
  const engineSubject = engineSubjects[subject];
  if (engineSubject !== undefined) return engineSubject;
  const sampling = samplingKeys.find((key) => samplingField(key).path === subject);
  const field = sampling === undefined ? fieldAt(config, subject) : samplingField(sampling);
  if (field === undefined) return null;
  if (field.kind === 'param') return ofParam(field, valueAt(config, subject));
  const definition = lookup(field.selector.registry, String(valueAt(config, subject)));
  return definition === undefined ? null : ofMethod(field, definition);
}

/** Range and default of a parameter as text; null where there is no range. */
export function rangeText(spec: ParamSpec): { readonly range: string; readonly usual: string | null } | null {
  if (spec.kind !== 'number') return null;
  const span = (low: number, high: number): string => `${formatNumber(low)} … ${formatNumber(high)}`;
  return { range: span(spec.min, spec.max), usual: spec.usual ? span(spec.usual[0], spec.usual[1]) : null };
}
