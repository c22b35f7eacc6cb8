/** The losses of the registry as they would train now: the chosen one with its settings, the others with what choosing them brings. */
import { resolve } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { setValue } from '../../domain/config/setValue.ts';
import { validate } from '../../domain/config/validate.ts';
import type { LocalText } from '../../domain/core/text.ts';
import type { LossTerms } from '../../domain/losses/contract.ts';
import { losses } from '../../domain/losses/index.ts';

export interface PresentLoss {
  readonly id: string;
  readonly name: LocalText;
  readonly terms: LossTerms;
  /** It is the one that the settings name. */
  readonly chosen: boolean;
}

const termsOf = (config: ExperimentConfig): LossTerms => {
  const { definition, settings } = resolve(config).loss;
  return definition.training(settings);
};

/** Drafts that are not legal count as what is nearest to them. */
export function presentLosses(edited: ExperimentConfig): readonly PresentLoss[] {
  const { config } = validate(edited);
  return Object.values(losses).map(({ id, name }) => ({
    id,
    name,
    chosen: config.loss.method === id,
    terms: termsOf(config.loss.method === id ? config : setValue(config, 'loss.method', id)),
  }));
}

export function chosenLoss(edited: ExperimentConfig): PresentLoss {
  const found = presentLosses(edited).find(({ chosen }) => chosen);
  if (found === undefined) throw new Error('chosenLoss: a legal experiment names a loss');
  return found;
}
