/** The data of an experiment as its objective reads them. */
import { resolve } from '../config/resolve.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { DataSource } from './contract.ts';

export function objectiveData(config: ExperimentConfig, data: DataSource): DataSource {
  const { definition, settings } = resolve(config).objective;
  return definition.read(data, settings);
}
