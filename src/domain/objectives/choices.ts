/** Among how many a model has to choose: the tokens of its vocabulary, or labels. */
import type { ExperimentConfig } from '../config/schema.ts';
import { namesLabels } from './index.ts';

export const choicesOf = (config: ExperimentConfig, vocabulary: number): number =>
  namesLabels(config) ? Number(config.objective['labels']) : vocabulary;
