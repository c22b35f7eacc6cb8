/** A person's lines say how many labels there are, so nobody has to count them. */
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { setValue } from '../../domain/config/setValue.ts';
import { countLabels } from '../../domain/data/labelled/countLabels.ts';
import { mostLabels } from '../../domain/data/labelled/mostLabels.ts';
import { namesLabels } from '../../domain/objectives/index.ts';
import type { OwnText } from '../contract.ts';

/** What decides whose labels are named. */
const deciding: ReadonlySet<string> = new Set(['objective.method', 'data.corpus']);

/** @param path of the setting that was changed */
export function withLabelCount(config: ExperimentConfig, ownText: OwnText | null, path: string): ExperimentConfig {
  if (!deciding.has(path) || ownText === null) return config;
  if (!namesLabels(config) || config.data.corpus !== 'own-text') return config;
  const labels = countLabels(ownText.text);
  return labels < 2 || labels > mostLabels ? config : setValue(config, 'objective.labels', labels);
}
