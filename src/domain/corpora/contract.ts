/** Where training data comes from: a text that ships with the site, the person's own text, or a generated task. */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { RandomStream } from '../core/random.ts';
import type { LocalText } from '../core/text.ts';

export interface Licence {
  readonly name: string;
  readonly url: string;
}

/** A text corpus: `corpora/<file>.train.txt` and `.validation.txt` under the site, made by `npm run corpora`. */
export interface TextCorpus {
  readonly kind: 'text';
  readonly file: string;
  readonly licence: Licence;
  /** How the validation part was cut off, in words. */
  readonly split: LocalText;
  /** Main language of the text, for fonts and for the default prompt. */
  readonly language: 'en' | 'zh';
  readonly prompt: string;
  /** The command that makes the files, named to the person when they are not there. */
  readonly command: string;
}

/** Several texts in one, of which each piece is labelled by the text that it is from. */
export interface LabelledCorpus {
  readonly kind: 'labelled';
  readonly parts: readonly { readonly label: LocalText; readonly text: TextCorpus }[];
}

/** The person's own text; handed to the worker beside the experiment, named in it only by its hash. */
export interface OwnText {
  readonly kind: 'own';
}

/** One line of a generated task: the model sees the prompt and is graded on the answer. */
export interface TaskExample {
  readonly prompt: string;
  readonly answer: string;
}

export interface TaskCorpus<P extends ParamSpecs> {
  readonly kind: 'task';
  /** Every character that an example can contain. */
  alphabet(settings: Settings<P>): string;
  /** Longest prompt + answer, in characters. */
  longest(settings: Settings<P>): number;
  /** Share of all possible examples that is held out. */
  heldOut(settings: Settings<P>): number;
  example(settings: Settings<P>, random: RandomStream): TaskExample;
}

export interface CorpusDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  readonly data: TextCorpus | LabelledCorpus | OwnText | TaskCorpus<P>;
}
