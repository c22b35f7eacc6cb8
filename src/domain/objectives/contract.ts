/** What a model is trained to do with its data: which tokens it has to name, and which it may look at meanwhile. */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { DataSource } from '../data/contract.ts';

export interface ObjectiveDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /** What it can be asked for: the next tokens of a text, those that are missing in it, or the label of all of it. */
  readonly answers: 'continuation' | 'blanks' | 'label';
  /** Tokens see later ones, which takes attention to do. */
  readonly looksAhead: boolean;
  /**
   * Share of a row whose tokens see all of each other, where attention is asked for that: the root mean square over batches,
   * because work grows with its square. Of tasks, whose questions are as long as they are, it is not asked for.
   */
  seesAhead?(settings: Settings<P>): number;
  /** Tokens that it adds to the vocabulary. */
  readonly addedTokens?: number;
  /** Of the data, where not all will do: those that are no task, or those that have labels. */
  readonly only?: 'text' | 'labels';
}

/** The data as an objective reads them: batches and validation are its own, pure functions as before. */
export type ReadData<P extends ParamSpecs> = (data: DataSource, settings: Settings<P>) => DataSource;
