/** A run without those terms of its loss that train tensors of their own: files of models hold the model alone. */
import { activeTerms } from '../losses/terms/active.ts';
import type { ExperimentConfig } from './schema.ts';
import { setValue } from './setValue.ts';

export const withoutTermTensors = (config: ExperimentConfig): ExperimentConfig =>
  activeTerms(config.terms)
    .filter(({ definition }) => 'tensors' in definition)
    .reduce(
      (edited, { definition: { key } }) =>
        setValue(setValue(edited, `terms.${key}`, 0), `terms.${key}Path`, 'constant'),
      config,
    );
