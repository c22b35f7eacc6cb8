/** One experiment as several that differ in one setting. */
import { defaultSection } from '../config/defaults.ts';
import { shown } from '../config/diff.ts';
import { fieldAt, valueAt } from '../config/fields.ts';
import { plainSymbol } from '../config/plainSymbol.ts';
import { sections, type ExperimentConfig } from '../config/schema.ts';
import { setValue } from '../config/setValue.ts';
import { validate } from '../config/validate.ts';
import { languages, type LocalText } from '../core/text.ts';
import type { ParamValue } from '../core/params.ts';

/** Another optimizer wants another learning rate: the one that suits AdamW would only make it lose. */
const withOwnDefaults: readonly string[] = ['optimizer.method'];

/** Always legal: what the value makes impossible is mended, as in a link. */
export function withValue(config: ExperimentConfig, path: string, value: ParamValue): ExperimentConfig {
  const field = fieldAt(config, path);
  const section = sections.find(({ id }) => id === field?.section);
  const changed = setValue(config, path, value);
  if (section === undefined || !withOwnDefaults.includes(path) || changed[section.id] === config[section.id])
    return validate(changed).config;
  const before: Readonly<Record<string, ParamValue>> = config[section.id];
  if (field === undefined || before[field.key] === value) return validate(changed).config;
  return validate({ ...config, [section.id]: defaultSection(section, { [field.key]: String(value) }) }).config;
}

/** What tells a variant from its siblings: a method by its name, a number with its symbol. */
export function variantName(config: ExperimentConfig, path: string): LocalText {
  const field = fieldAt(config, path);
  const value = field && shown(field, valueAt(config, path));
  if (!field || !value) return { en: path, zh: path };
  if (field.kind === 'selector') return value;
  const symbol = plainSymbol(field.spec.symbol);
  const entries = languages.map((language) => [language, `${symbol ?? field.name[language]} ${value[language]}`]);
  return Object.fromEntries(entries) as LocalText;
}
