/** What is wrong with one value of a person's input: where, why, and the nearest value that would be right. */
import type { ParamValue } from './params.ts';
import type { LocalText } from './text.ts';

export interface Problem {
  /** Dotted path into the experiment, e.g. `model.width`; empty for the whole. */
  readonly path: string;
  readonly message: LocalText;
  readonly nearest?: ParamValue;
}
