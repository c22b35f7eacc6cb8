/** A named shape: the model of a family as its settings, for one click. What it does not name are the architecture's defaults. */
import type { ParamValue } from '../core/params.ts';
import type { LocalText } from '../core/text.ts';
import type { models } from '../models/index.ts';

export interface ModelShape {
  readonly id: string;
  readonly name: LocalText;
  /** One sentence: what makes it this. */
  readonly summary: LocalText;
  readonly architecture: keyof typeof models;
  readonly settings: Readonly<Record<string, ParamValue>>;
}
