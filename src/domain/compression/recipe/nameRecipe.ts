/** What a recipe is called in lists and pictures: wanda 50 % → gptq 4 bit + int8, the last being the rest. */
import type { Definition } from '../../core/definition.ts';
import type { ParamSpec, ParamValue } from '../../core/params.ts';
import type { LocalText } from '../../core/text.ts';
import { languages } from '../../core/text.ts';
import { formatNumber } from '../../config/formatNumber.ts';
import { namesOf } from './only.ts';
import { passMethods } from './passes.ts';
import { restSpec, type Recipe, type RecipePass } from './recipe.ts';

const percent = (value: ParamValue): string => `${formatNumber(Number((100 * Number(value)).toPrecision(6)))}\u00a0%`;

/** Settings that are always told, because a method says little without them. */
const told: Readonly<Record<string, (value: ParamValue) => LocalText>> = {
  bits: (value) => ({ en: `${String(value)}\u00a0bit`, zh: `${String(value)}\u00a0位` }),
  averageBits: (value) => ({
    en: `${String(value)}\u00a0bits on average`,
    zh: `平均 ${String(value)}\u00a0位`,
  }),
  sparsity: (value) => ({ en: percent(value), zh: percent(value) }),
  share: (value) => ({ en: percent(value), zh: percent(value) }),
  fraction: (value) => ({ en: percent(value), zh: percent(value) }),
  entries: (value) => ({ en: `${String(value)} entries`, zh: `${String(value)} 项` }),
};

function other(spec: ParamSpec, value: ParamValue): LocalText {
  const text = (language: 'en' | 'zh'): string => {
    const name = language === 'en' ? spec.name.en.toLowerCase() : spec.name.zh;
    const option = spec.kind === 'choice' ? spec.options.find(({ id }) => id === value) : undefined;
    if (spec.kind === 'choice') return option?.name[language].toLowerCase() ?? String(value);
    if (spec.kind === 'flag') return value === true ? name : `${name}: –`;
    return `${name} ${typeof value === 'number' ? formatNumber(value) : String(value)}`;
  };
  return { en: text('en'), zh: text('zh') };
}

/** One matrix by its name, several by their number. */
const onlyOf = (names: readonly string[]): LocalText => ({
  en: `(${names.length === 1 ? names.join('') : `${names.length}\u00a0matrices`})`,
  zh: `（${names.length === 1 ? names.join('') : `${names.length}\u00a0个矩阵`}）`,
});

export function namePass({ method, ...values }: RecipePass): LocalText {
  const { params }: Definition = passMethods[method];
  // A pattern fixes the sparsity and says more.
  const patterned = values['pattern'] !== undefined && values['pattern'] !== params['pattern']?.default;
  const words = Object.entries(values).flatMap(([key, value]) => {
    const spec = params[key];
    const tell = told[key];
    if (spec === undefined || (key === 'sparsity' && patterned)) return [];
    if (tell !== undefined) return [tell(value)];
    return value === spec.default ? [] : [other(spec, value)];
  });
  const names = namesOf(values['only']);
  const part = names === null ? [] : [onlyOf(names)];
  return inBoth((language) => [method, ...[...words, ...part].map((word) => word[language])].join(' '));
}

export function nameRecipe({ passes, rest }: Recipe): LocalText {
  const names = passes.map(namePass);
  const format = restSpec.options.find(({ id }) => id === rest);
  return inBoth((language) => {
    const done = names.map((name) => name[language]).join(' → ');
    if (done === '') return format?.name[language] ?? rest;
    return rest === restSpec.default ? done : `${done} + ${rest}`;
  });
}

const inBoth = (text: (language: 'en' | 'zh') => string): LocalText =>
  Object.fromEntries(languages.map((language) => [language, text(language)])) as LocalText;
