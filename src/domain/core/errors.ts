/**
 * Every way in which Trimtab can fail, as a closed union. The code travels from the worker to the page and the lab;
 * words and remedies are looked up at the end where a person reads them, never matched by text.
 */
import type { ParamValue } from './params.ts';
import type { Problem } from './problem.ts';
import type { LocalText } from './text.ts';

/** What the remedy button does. */
export type RemedyAction =
  | 'open-settings'
  | 'restore-checkpoint'
  | 'restart-run'
  | 'restart-worker'
  | 'use-wasm'
  | 'halve-batch'
  | 'end-race'
  | 'lower-learning-rate'
  | 'delete-old-runs'
  | 'choose-file'
  | 'open-model'
  | 'dismiss';

export interface ErrorSpec {
  readonly title: LocalText;
  /** Names that throwers may give in `detail`, and the words below may use. */
  readonly details: readonly string[];
  /** What happened; `{name}` is filled from the error's detail, and a part in `[…]` whose names are missing is left out. */
  readonly cause: LocalText;
  /** What to do now. */
  readonly remedy: LocalText;
  readonly actions: readonly RemedyAction[];
}

export type ErrorCode =
  | 'bad-config'
  | 'bad-url'
  | 'bad-option'
  | 'bad-file'
  | 'bad-checkpoint'
  | 'bad-model'
  | 'no-such-export'
  | 'not-trainable'
  | 'version-mismatch'
  | 'data-missing'
  | 'text-missing'
  | 'tokenizer-missing'
  | 'gpu-unavailable'
  | 'gpu-lost'
  | 'gpu-invalid'
  | 'half-unavailable'
  | 'out-of-memory'
  | 'memory-held'
  | 'non-finite'
  | 'storage-full'
  | 'storage-unavailable'
  | 'run-elsewhere'
  | 'worker-crashed'
  | 'internal';

/** A structured-cloneable error. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly detail: Readonly<Record<string, ParamValue>>;
  readonly problems: readonly Problem[];
}

export class TrimtabError extends Error {
  readonly code: ErrorCode;
  readonly detail: Readonly<Record<string, ParamValue>>;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, detail: Readonly<Record<string, ParamValue>> = {}, problems: readonly Problem[] = []) {
    super(
      `${code} ${JSON.stringify(detail)}${problems.map((problem) => ` ${problem.path}: ${problem.message.en}`).join('')}`,
    );
    this.name = 'TrimtabError';
    this.code = code;
    this.detail = detail;
    this.problems = problems;
  }

  report(): ErrorReport {
    return { code: this.code, detail: this.detail, problems: this.problems };
  }
}

/** Anything thrown, as a report; what is not ours becomes `internal` with its message kept. */
export function reportOf(thrown: unknown): ErrorReport {
  if (thrown instanceof TrimtabError) return thrown.report();
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { code: 'internal', detail: { message }, problems: [] };
}
