/** One value against its field: the legal value to use, and the problem if that is not the one given. */
import type { ChoiceSpec, NumberSpec, ParamValue, TextSpec } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import type { Field } from './fields.ts';
import { parseNumber } from './formatNumber.ts';
import { nearestName } from './lookup.ts';
import { notWhole, outOfRange, tooLong, unknownOption, wrongType } from './messages.ts';

export interface CheckedValue {
  readonly value: ParamValue;
  readonly problem: Problem | null;
}

const ok = (value: ParamValue): CheckedValue => ({ value, problem: null });

/** @param fallback taken where the given value suggests nothing nearer. */
export function checkValue(field: Field, given: unknown, fallback: ParamValue): CheckedValue {
  if (field.kind === 'selector')
    return checkOption(field, given, Object.keys(field.selector.registry), String(fallback));
  switch (field.spec.kind) {
    case 'number':
      return checkNumber(field, field.spec, given, Number(fallback));
    case 'choice':
      return checkOption(field, given, optionIds(field.spec), String(fallback));
    case 'flag': {
      if (typeof given === 'boolean') return ok(given);
      const value =
        given === 'true' || given === 1 || given === '1'
          ? true
          : given === 'false' || given === 0 || given === '0'
            ? false
            : fallback;
      return { value, problem: wrongType(field, given, value) };
    }
    case 'text':
      return checkText(field, field.spec, given, fallback);
  }
}

const optionIds = (spec: ChoiceSpec): readonly string[] => spec.options.map((option) => option.id);

function checkOption(field: Field, given: unknown, ids: readonly string[], fallback: string): CheckedValue {
  if (typeof given !== 'string') return { value: fallback, problem: wrongType(field, given, fallback) };
  if (ids.includes(given)) return ok(given);
  const nearest = nearestName(given, ids) ?? fallback;
  return { value: nearest, problem: unknownOption(field, given, ids, nearest) };
}

function checkNumber(field: Field, spec: NumberSpec, given: unknown, fallback: number): CheckedValue {
  const clamp = (value: number): number =>
    Math.min(spec.max, Math.max(spec.min, spec.integer ? Math.round(value) : value)) + 0;
  if (typeof given !== 'number' || Number.isNaN(given)) {
    const meant = typeof given === 'string' ? parseNumber(given) : null;
    const value = meant === null ? fallback : clamp(meant);
    return { value, problem: wrongType(field, given, value) };
  }
  if (given < spec.min || given > spec.max) {
    const value = clamp(given);
    return { value, problem: outOfRange(field, spec, given, value) };
  }
  if (spec.integer && !Number.isInteger(given)) {
    const value = clamp(given);
    return { value, problem: notWhole(field, given, value) };
  }
  return ok(given + 0);
}

/** Halves of surrogate pairs cannot be written in UTF-8, hence neither in a URL nor in a file. */
const lone = /\p{Surrogate}/gu;

function checkText(field: Field, spec: TextSpec, given: unknown, fallback: ParamValue): CheckedValue {
  if (typeof given !== 'string') return { value: fallback, problem: wrongType(field, given, fallback) };
  const clean = given.replace(lone, '\uFFFD');
  const characters = [...clean];
  if (characters.length > spec.maxLength) {
    const value = characters.slice(0, spec.maxLength).join('');
    return { value, problem: tooLong(field, characters.length, spec.maxLength, value) };
  }
  return clean === given ? ok(given) : { value: clean, problem: wrongType(field, given, clean) };
}
