/** Values as text: in a URL and after `--set` on the command line. */
import type { ParamValue } from '../core/params.ts';
import { checkValue, type CheckedValue } from './checkValue.ts';
import { fieldAt, fieldsOf, valueAt, type Field } from './fields.ts';
import { formatNumber, parseNumber } from './formatNumber.ts';
import { nearestName } from './lookup.ts';
import { unknownKey } from './messages.ts';
import type { ExperimentConfig } from './schema.ts';
import { setValue } from './setValue.ts';
import { withContradictions, type Checked } from './validate.ts';

export const printValue = (value: ParamValue): string =>
  typeof value === 'number' ? formatNumber(value) : String(value);

/** What the text says for this field; an unreadable one falls back to `present`, with a problem. */
export function readValue(field: Field, text: string, present: ParamValue): CheckedValue {
  return checkValue(field, parse(field, text), present);
}

function parse(field: Field, text: string): unknown {
  if (field.kind === 'selector') return text.trim();
  switch (field.spec.kind) {
    case 'number':
      return parseNumber(text) ?? text;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'choice':
      return text.trim();
    case 'text':
      return text;
  }
}

/** The key under which a field stands in a URL: the path, or for a method the shortest word that says it. */
export function shortKey(field: Field, fields: readonly Field[]): string {
  if (field.kind === 'param' || field.section === null) return field.path;
  const alone = fields.filter((other) => other.kind === 'selector' && other.section === field.section).length === 1;
  return alone ? field.section : field.key;
}

/** `path=value` as one edit of a legal experiment; paths and short keys are both understood. Never throws. */
export function setText(config: ExperimentConfig, key: string, text: string): Checked {
  const fields = fieldsOf(config);
  const field = fieldAt(config, key) ?? fields.find((candidate) => shortKey(candidate, fields) === key);
  if (field === undefined) {
    const known = fields.flatMap((candidate) => [candidate.path, shortKey(candidate, fields)]);
    return { config, problems: [unknownKey(key, key, nearestName(key, known))] };
  }
  const { value, problem } = readValue(field, text, valueAt(config, field.path) ?? '');
  return withContradictions(setValue(config, field.path, value), problem === null ? [] : [problem]);
}
