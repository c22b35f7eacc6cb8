/** Whether an experiment trains on what its validation measures, so that the two losses can be compared. */
import { differsFromValidation } from '../losses/contract.ts';
import { activeTerms } from '../losses/terms/active.ts';
import { resolve } from './resolve.ts';
import type { ExperimentConfig } from './schema.ts';

export function trainsAsValidated(config: ExperimentConfig): boolean {
  const { definition, settings } = resolve(config).loss;
  return !differsFromValidation(definition.training(settings)) && activeTerms(config.terms).length === 0;
}
