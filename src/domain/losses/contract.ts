/** A loss over next-token logits. */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import type { RowFormula } from '../core/rowFormula.ts';

export interface LossDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /** How the mean over targets is taken while training; validation takes the plain one. */
  training(settings: Settings<P>): LossTerms;
}

/**
 * What a loss is made of, for each row of logits z with p = softmax z and target y:
 * (1 − ε)(1 − p_y)^γ (−log p_y) + ε mean_v(−log p_v) + α (log Σ exp z)² − β H(p); a formula takes the place of the surprise
 * and its focal factor.
 */
export interface RowTerms {
  /** ε: part of each target that is spread over all classes. */
  readonly smoothing: number;
  /** γ: how much less sure targets count (focal loss). */
  readonly focus: number;
  /** α: weight of the squared log of the softmax's denominator. */
  readonly normaliser: number;
  /** β: weight of the entropy that is taken off, in the same nats. */
  readonly confidence: number;
  /** What a person wrote; null: the surprise. */
  readonly formula: RowFormula | null;
}

export interface LossTerms extends RowTerms {
  /** Power of a token's rarity by which its rows weigh; 0: all alike. */
  readonly balance: number;
}

/** What validation measures. */
export const plainTerms: LossTerms = {
  smoothing: 0,
  focus: 0,
  normaliser: 0,
  confidence: 0,
  formula: null,
  balance: 0,
};

/** Whether a loss measures something else than validation does. */
export const differsFromValidation = (terms: LossTerms): boolean =>
  Object.values(terms).some((amount) => amount !== 0 && amount !== null);
