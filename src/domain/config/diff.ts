/**
 * What differs between two experiments, most telling first, in the few words that fit beside a run: "η 1e-3 → 3e-3",
 * "AdamW → SGD". Names, symbols and order all come from the definitions.
 */
import type { ParamValue } from '../core/params.ts';
import { languages, same, type LocalText } from '../core/text.ts';
import { defaultOf, fieldsOf, valueAt, type Field } from './fields.ts';
import { formatNumber } from './formatNumber.ts';
import { lookup } from './lookup.ts';
import { plainSymbol } from './plainSymbol.ts';
import type { ExperimentConfig, SectionId } from './schema.ts';

export interface Difference {
  readonly path: string;
  /** undefined where only the second experiment has this setting. */
  readonly before: ParamValue | undefined;
  /** undefined where only the first has it. */
  readonly after: ParamValue | undefined;
  readonly text: LocalText;
  /** Cannot take effect in a running model. */
  readonly needsRestart: boolean;
}

/** What people compare first. */
const order: readonly (SectionId | null)[] = [
  'model',
  'data',
  'optimizer',
  'schedule',
  'objective',
  'loss',
  'terms',
  'regularization',
  'training',
  null,
];

export function diffConfigs(before: ExperimentConfig, after: ExperimentConfig): readonly Difference[] {
  const fields = new Map<string, Field>();
  for (const field of [...fieldsOf(before), ...fieldsOf(after)]) fields.set(field.path, field);
  return [...fields.values()]
    .filter((field) => differs(field, before, after))
    .toSorted((a, b) => rank(a) - rank(b))
    .map((field) => describe(field, valueAt(before, field.path), valueAt(after, field.path)));
}

/**
 * A setting that only one of the two has belongs to a method that only one of them uses; its name says enough unless
 * the setting was moved from that method's default.
 */
function differs(field: Field, before: ExperimentConfig, after: ExperimentConfig): boolean {
  const first = valueAt(before, field.path);
  const second = valueAt(after, field.path);
  if (first === undefined || second === undefined)
    return (first ?? second) !== defaultOf(field) && second !== undefined;
  return first !== second;
}

function rank(field: Field): number {
  const advanced = field.kind === 'param' && field.spec.advanced === true;
  return (field.kind === 'selector' ? 0 : advanced ? 200 : 100) + order.indexOf(field.section);
}

function describe(field: Field, before: ParamValue | undefined, after: ParamValue | undefined): Difference {
  return {
    path: field.path,
    before,
    after,
    text: phrase(field, before, after),
    needsRestart: field.applies === 'restart',
  };
}

function phrase(field: Field, before: ParamValue | undefined, after: ParamValue | undefined): LocalText {
  const name = field.kind === 'param' ? (symbolOf(field.spec.symbol) ?? field.name) : null;
  return eachLanguage((language) => {
    const change =
      before === undefined
        ? shown(field, after)[language]
        : `${shown(field, before)[language]} → ${shown(field, after)[language]}`;
    return name === null ? change : `${name[language]} ${change}`;
  });
}

function symbolOf(katex: string | undefined): LocalText | null {
  const symbol = plainSymbol(katex);
  return symbol === null ? null : same(symbol);
}

/** A value as a person reads it: methods and options by name, numbers as in papers. */
export function shown(field: Field, value: ParamValue | undefined): LocalText {
  if (value === undefined) return same('–');
  if (typeof value === 'number') return same(formatNumber(value));
  if (typeof value === 'boolean') return value ? { en: 'on', zh: '开' } : { en: 'off', zh: '关' };
  if (field.kind === 'selector') return lookup(field.selector.registry, value)?.name ?? same(value);
  if (field.spec.kind === 'choice')
    return field.spec.options.find((option) => option.id === value)?.name ?? same(value);
  return same(value === '' ? '–' : value);
}

const eachLanguage = (write: (language: (typeof languages)[number]) => string): LocalText =>
  Object.fromEntries(languages.map((language) => [language, write(language)])) as LocalText;

/** All differences in one line, at most `most` of them named. */
export function describeDifferences(differences: readonly Difference[], most = 3): LocalText {
  if (differences.length === 0) return { en: 'same settings', zh: '设置相同' };
  const named = differences.slice(0, most);
  const rest = differences.length - named.length;
  return eachLanguage((language) =>
    [...named.map(({ text }) => text[language]), ...(rest > 0 ? [`+${rest}`] : [])].join(' · '),
  );
}

/** Whether a running model of the first experiment must be started anew to become the second. */
export const changesNeedRestart = (before: ExperimentConfig, after: ExperimentConfig): boolean =>
  diffConfigs(before, after).some(({ needsRestart }) => needsRestart);
