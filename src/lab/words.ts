/** Errors for a terminal: one line, in English. */
import { describeError } from '../domain/core/describeError.ts';
import type { ErrorCode, ErrorReport } from '../domain/core/errors.ts';
import type { Problem } from '../domain/core/problem.ts';

/** Errors of the person's input. */
const inputErrors: ReadonlySet<ErrorCode> = new Set([
  'bad-config',
  'bad-url',
  'bad-option',
  'bad-file',
  'bad-checkpoint',
  'bad-model',
  'no-such-export',
  'not-trainable',
  'version-mismatch',
  'text-missing',
  'tokenizer-missing',
]);

export const isBadInput = (report: ErrorReport): boolean => inputErrors.has(report.code);

export function errorLine(report: ErrorReport): string {
  const { cause, problems, remedy } = describeError(report, 'en');
  return oneLine([cause, ...problems, remedy].filter((part) => part !== '').join(' '));
}

export const problemLine = (problems: readonly Problem[]): string =>
  oneLine(problems.map(({ path, message }) => (path === '' ? message.en : `${path}: ${message.en}`)).join(' '));

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
