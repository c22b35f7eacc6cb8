/** The models that ship with the site, as types: their cards, and what a person can do with them. */
import type { ModelCard } from '../../domain/checkpoints/card.ts';

export interface ShippedState {
  /** Null until they were read. */
  readonly cards: readonly ModelCard[] | null;
  readonly reading: boolean;
  /** The one on its way into the worker. */
  readonly openingId: string | null;
}

/** None of these rejects: a failure appears in `errors`. */
export interface ShippedActions {
  /** Reads the cards, once. */
  readonly read: () => Promise<void>;
  /** A paused run with the weights of that model; true once it is the current one. */
  readonly open: (id: string) => Promise<boolean>;
}

export const initialShipped: ShippedState = { cards: null, reading: false, openingId: null };
