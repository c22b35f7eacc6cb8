/** Random experiments, legal and illegal, made from the schema alone. */
import fc from 'fast-check';
import { defaultOf, fieldsOf, valueAt, type Field } from '../../../src/domain/config/fields.ts';
import type { ExperimentConfig } from '../../../src/domain/config/schema.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import type { NumberSpec, ParamValue } from '../../../src/domain/core/params.ts';

export function legalValue(field: Field): fc.Arbitrary<ParamValue> {
  if (field.kind === 'selector') return fc.constantFrom(...Object.keys(field.selector.registry));
  switch (field.spec.kind) {
    case 'number':
      return legalNumber(field.spec);
    case 'choice':
      return fc.constantFrom(...field.spec.options.map((option) => option.id));
    case 'flag':
      return fc.boolean();
    case 'text':
      return fc.string({ unit: 'grapheme', maxLength: field.spec.maxLength }).map((text) => text.slice(0, 4));
  }
}

function legalNumber({ integer, min, max, default: usual }: NumberSpec): fc.Arbitrary<number> {
  const inside = integer
    ? fc.integer({ min, max })
    : fc.double({ min: min + 0, max, noNaN: true }).map((value) => value + 0);
  return fc.oneof(inside, fc.constantFrom(min, max, usual));
}

/** Every value legal by itself, or out of range as a form lets people type it; the whole may contradict itself. */
export const draftConfig: fc.Arbitrary<ExperimentConfig> = editsOf('selector', defaultConfig).chain((config) =>
  editsOf('param', config, (field) => fc.oneof(legalValue(field), fc.constantFrom(-1, 0.5, 1009, 1e9, 'x'))),
);

/** Legal values, with contradictions repaired. */
export const legalConfig: fc.Arbitrary<ExperimentConfig> = editsOf('selector', defaultConfig)
  .chain((config) => editsOf('param', config))
  .map((config) => validate(config).config);

function editsOf(kind: Field['kind'], start: ExperimentConfig, valueFor = legalValue): fc.Arbitrary<ExperimentConfig> {
  const fields = fieldsOf(start).filter((field) => field.kind === kind);
  const values = fields.map((field) => fc.oneof(fc.constant(defaultOf(field)), valueFor(field)));
  return fc.tuple(...values).map((chosen) =>
    fields.reduce((config, field, i) => {
      const value = chosen[i];
      const present = valueAt(config, field.path);
      return value === undefined || present === undefined || value === present
        ? config
        : setValue(config, field.path, value);
    }, start),
  );
}

/** A field of the default experiment together with a legal value for it. */
export const edit: fc.Arbitrary<{ readonly path: string; readonly value: ParamValue }> = fc
  .constantFrom(...fieldsOf(defaultConfig))
  .chain((field) => legalValue(field).map((value) => ({ path: field.path, value })));

/** What a person, a program or chance may put where a value belongs. */
export const garbage: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ maxDepth: 2 }),
  fc.constantFrom(
    '',
    ' ',
    'NaN',
    '1e999',
    '-1',
    '0x10',
    'true',
    '__proto__',
    'constructor',
    'toString',
    'adamW',
    1e308,
    -0,
    NaN,
    Infinity,
    null,
  ),
);

/** Objects shaped like experiments, with garbage in the place of some values and keys. */
export const garbageConfig: fc.Arbitrary<unknown> = fc.oneof(
  garbage,
  fc
    .tuple(
      legalConfig,
      fc.array(fc.tuple(fc.nat(), garbage), { maxLength: 6 }),
      fc.dictionary(fc.string(), garbage, { maxKeys: 3 }),
    )
    .map(([config, replacements, extra]) => {
      const copy = structuredClone(config) as unknown as Record<string, unknown>;
      const fields = fieldsOf(config);
      for (const [index, value] of replacements) {
        const field = fields[index % fields.length];
        if (field === undefined) continue;
        if (field.section === null) copy[field.key] = value;
        else copy[field.section] = { ...(copy[field.section] as object), [field.key]: value };
      }
      return { ...copy, ...extra };
    }),
);
