/** An error report as sentences: the catalogue's words, filled with what the thrower knew. */
import { errorCatalog } from './errorCatalog.ts';
import { reasonWords } from './errorReasons.ts';
import type { ErrorReport, RemedyAction } from './errors.ts';
import type { ParamValue } from './params.ts';
import type { Language } from './text.ts';

export interface DescribedError {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  readonly actions: readonly RemedyAction[];
  /** One sentence for each problem found, with its path where it has one. */
  readonly problems: readonly string[];
}

export function describeError(report: ErrorReport, language: Language): DescribedError {
  const spec = errorCatalog[report.code];
  const separator = language === 'en' ? ': ' : '：';
  return {
    title: spec.title[language],
    cause: fill(spec.cause[language], report.detail, language),
    remedy: fill(spec.remedy[language], report.detail, language),
    actions: spec.actions,
    problems: report.problems.map(
      ({ path, message }) => (path === '' ? '' : `${path}${separator}`) + message[language],
    ),
  };
}

const placeholder = /\{(\w+)\}/g;

function fill(template: string, detail: ErrorReport['detail'], language: Language): string {
  const known = (name: string): boolean => Object.hasOwn(detail, name) && detail[name] !== '';
  const put = (text: string): string =>
    text.replace(placeholder, (_, name: string) => (known(name) ? words(detail[name] ?? '', language) : '–'));
  return put(
    template.replace(/\[([^\]]*)\]/g, (_, part: string) =>
      [...part.matchAll(placeholder)].every(([, name]) => known(name ?? '')) ? part : '',
    ),
  );
}

/** A reason of ours in the person's language; a message of the browser's as it is, without its full stop. */
function words(value: ParamValue, language: Language): string {
  const text = String(value);
  const known = Object.hasOwn(reasonWords, text) ? reasonWords[text] : undefined;
  return known?.[language] ?? text.replace(/[.。]\s*$/, '');
}
