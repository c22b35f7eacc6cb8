/**
 * A recipe as a word of an address: `wanda*gptq_bits.3_group.64*rest.int8`. Passes in their order, and of their settings
 * only what differs from the method's defaults, and its matrices where it is not for all. Only characters that addresses
 * need not escape, but for the colon of 2:4.
 */
import { parseNumber } from '../../config/formatNumber.ts';
import { printValue } from '../../config/fromText.ts';
import { quote } from '../../config/messages.ts';
import type { Definition } from '../../core/definition.ts';
import type { ParamValue } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import { onlyFromWord, onlyKey, onlyToWord } from './only.ts';
import { passMethods } from './passes.ts';
import { restSpec, type Recipe } from './recipe.ts';
import { validateRecipe, type CheckedRecipe } from './validateRecipe.ts';

const betweenPasses = '*';
const betweenSettings = '_';
const afterKey = '.';
const restKey = 'rest';

/** @param recipe a legal one */
export function encodeRecipe({ passes, rest }: Recipe): string {
  const words = passes.map(({ method, ...values }) => {
    const { params }: Definition = passMethods[method];
    const changed = Object.entries(values).filter(([key, value]) => value !== params[key]?.default);
    return [method, ...changed.map(([key, value]) => `${key}${afterKey}${textOf(key, value)}`)].join(betweenSettings);
  });
  return [...words, ...(rest === restSpec.default ? [] : [`${restKey}${afterKey}${rest}`])].join(betweenPasses);
}

/** Never throws: what cannot be read is reported and replaced, and the rest of it is used. */
export function decodeRecipe(text: string): CheckedRecipe {
  const unreadable: Problem[] = [];
  const words = text === '' ? [] : text.split(betweenPasses);
  const isRest = (word: string): boolean => word.startsWith(`${restKey}${afterKey}`);
  const rest = words
    .filter(isRest)
    .at(-1)
    ?.slice(restKey.length + afterKey.length);
  const passes = words
    .filter((word) => !isRest(word))
    .map((word, at) => {
      const [method = '', ...settings] = word.split(betweenSettings);
      const entries = settings.flatMap((setting) => {
        const end = setting.indexOf(afterKey);
        if (end > 0) return [readSetting(setting.slice(0, end), setting.slice(end + 1))];
        unreadable.push(noSetting(at, setting));
        return [];
      });
      return { method, ...Object.fromEntries(entries) };
    });
  const { recipe, problems } = validateRecipe({ passes, ...(rest === undefined ? {} : { rest }) });
  return { recipe, problems: [...unreadable, ...problems] };
}

const textOf = (key: string, value: ParamValue): string =>
  key === onlyKey ? onlyToWord(String(value)) : printValue(value);

const readSetting = (key: string, text: string): readonly [string, ParamValue] => [
  key,
  key === onlyKey ? onlyFromWord(text) : valueOf(text),
];

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return parseNumber(text) ?? text;
}

const noSetting = (at: number, setting: string): Problem => ({
  path: `passes.${at}`,
  message: {
    en: `“${quote(setting)}” is no setting of the form key.value; it is ignored.`,
    zh: `“${quote(setting)}”不是“键.值”形式的设置，已忽略。`,
  },
});

/** `recipe.json`, a pass a line. */
export function printRecipe({ passes, rest }: Recipe): string {
  const lines = passes.map((pass) => `\n    ${JSON.stringify(pass)}`);
  return `{\n  "passes": [${lines.join(',')}${lines.length === 0 ? '' : '\n  '}],\n  "rest": ${JSON.stringify(rest)}\n}\n`;
}

export type ParsedRecipe = CheckedRecipe | { readonly recipe: null; readonly problems: readonly Problem[] };

/** Never throws; text that is no JSON gives null and a problem that says where it breaks. */
export const parseRecipe = (text: string): ParsedRecipe => {
  const parsed = parseJson(text);
  return 'unreadable' in parsed ? parsed.unreadable : validateRecipe(parsed.value);
};

/** A recipe, or every recipe of a list; never throws. */
export function parseRecipes(text: string): { readonly list: boolean; readonly recipes: readonly ParsedRecipe[] } {
  const parsed = parseJson(text);
  if ('unreadable' in parsed) return { list: false, recipes: [parsed.unreadable] };
  const { value } = parsed;
  return Array.isArray(value)
    ? { list: true, recipes: value.map(validateRecipe) }
    : { list: false, recipes: [validateRecipe(value)] };
}

function parseJson(text: string): { readonly value: unknown } | { readonly unreadable: ParsedRecipe } {
  try {
    return { value: JSON.parse(text) };
  } catch (thrown) {
    const cause = quote(thrown instanceof Error ? thrown.message : String(thrown));
    const message = { en: `This is not JSON: ${cause}`, zh: `这不是合法的 JSON：${cause}` };
    return { unreadable: { recipe: null, problems: [{ path: '', message }] } };
  }
}
