/** What is said about a value that cannot be used: always the cause, the bounds, and where there is one the way out. */
import type { NumberSpec, ParamValue } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import { languages, type LocalText } from '../core/text.ts';
import type { Field } from './fields.ts';
import { formatNumber } from './formatNumber.ts';

/** Someone's input, short enough to be quoted. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : typeof value === 'number' ? formatNumber(value) : kindOf(value);
  const characters = Array.from(text.slice(0, 100));
  return characters.length > 40 ? `${characters.slice(0, 40).join('')}…` : text;
}

function kindOf(value: unknown): string {
  if (value === null || typeof value === 'boolean' || value === undefined) return String(value);
  return Array.isArray(value) ? '[…]' : '{…}';
}

const build = (path: string, message: LocalText, nearest?: ParamValue): Problem =>
  nearest === undefined ? { path, message } : { path, message, nearest };

export function unknownKey(path: string, key: string, suggestion: string | undefined): Problem {
  const hint: LocalText =
    suggestion === undefined
      ? { en: 'It is ignored.', zh: '已忽略。' }
      : { en: `Did you mean “${suggestion}”?`, zh: `是否想写“${suggestion}”？` };
  return build(path, {
    en: `There is no setting “${quote(key)}” here. ${hint.en}`,
    zh: `此处没有名为“${quote(key)}”的设置。${hint.zh}`,
  });
}

export const unknownKeys = (path: string, count: number): Problem =>
  build(path, { en: `${count} more unknown settings are ignored.`, zh: `另有 ${count} 个未知设置已忽略。` });

export const notAnObject = (path: string, value: unknown, name: LocalText): Problem =>
  build(path, {
    en: `${name.en} must be an object of settings, not ${quote(value)}. Its defaults are used.`,
    zh: `“${name.zh}”应为设置对象，而不是 ${quote(value)}；已使用默认值。`,
  });

export function wrongType(field: Field, value: unknown, nearest: ParamValue): Problem {
  const expected = expectedType(field);
  return build(
    field.path,
    {
      en: `${field.name.en} must be ${expected.en}, not ${quote(value)}. Nearest: ${shown(nearest)}.`,
      zh: `“${field.name.zh}”应为${expected.zh}，而不是 ${quote(value)}。最接近的合法值：${shown(nearest)}。`,
    },
    nearest,
  );
}

function expectedType(field: Field): LocalText {
  if (field.kind === 'selector') return { en: 'the name of a method', zh: '方法名' };
  switch (field.spec.kind) {
    case 'number':
      return field.spec.integer ? { en: 'a whole number', zh: '整数' } : { en: 'a number', zh: '数' };
    case 'choice':
      return { en: 'one of its options', zh: '所列选项之一' };
    case 'flag':
      return { en: 'true or false', zh: 'true 或 false' };
    case 'text':
      return { en: 'text', zh: '文本' };
  }
}

export function outOfRange(field: Field, spec: NumberSpec, value: number, nearest: number): Problem {
  const range = `${formatNumber(spec.min)} … ${formatNumber(spec.max)}`;
  return build(
    field.path,
    {
      en: `${field.name.en} must lie in ${range}, and ${quote(value)} does not. Nearest: ${shown(nearest)}.`,
      zh: `“${field.name.zh}”的取值范围为 ${range}，${quote(value)} 超出范围。最接近的合法值：${shown(nearest)}。`,
    },
    nearest,
  );
}

export function notWhole(field: Field, value: number, nearest: number): Problem {
  return build(
    field.path,
    {
      en: `${field.name.en} must be a whole number, not ${quote(value)}. Nearest: ${shown(nearest)}.`,
      zh: `“${field.name.zh}”应为整数，而不是 ${quote(value)}。最接近的合法值：${shown(nearest)}。`,
    },
    nearest,
  );
}

export function unknownOption(field: Field, value: string, options: readonly string[], nearest: string): Problem {
  const list = options.join(', ');
  return build(
    field.path,
    {
      en: `${field.name.en} has no option “${quote(value)}”. Possible: ${list}. Nearest: ${nearest}.`,
      zh: `“${field.name.zh}”没有选项“${quote(value)}”。可选：${list}。最接近的是 ${nearest}。`,
    },
    nearest,
  );
}

export function tooLong(field: Field, length: number, maxLength: number, nearest: string): Problem {
  return build(
    field.path,
    {
      en: `${field.name.en} may have at most ${maxLength} characters, not ${length}.`,
      zh: `“${field.name.zh}”最多 ${maxLength} 个字符，现有 ${length} 个。`,
    },
    nearest,
  );
}

/** A definition's complaint, with its bare keys made into paths and its name in front. */
export function contradiction(prefix: string, name: LocalText, problem: Problem): Problem {
  const message = Object.fromEntries(
    languages.map((language) => [
      language,
      `${name[language]}${language === 'en' ? ': ' : '：'}${problem.message[language]}`,
    ]),
  ) as LocalText;
  return build(problem.path === '' ? prefix : `${prefix}.${problem.path}`, message, problem.nearest);
}

const shown = (value: ParamValue): string => (typeof value === 'number' ? formatNumber(value) : String(value));
