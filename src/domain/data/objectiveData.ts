/** The data of an experiment as its objective reads them. */
import { resolve } from '../config/resolve.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import type { ParamSpecs } from '../core/params.ts';
import type { ReadData } from '../objectives/contract.ts';
import { readers } from '../objectives/readers.ts';
import type { DataSource } from './contract.ts';

export function objectiveData(config: ExperimentConfig, data: DataSource): DataSource {
  // The settings are those of the objective that it is.
  const read = readers[config.objective.method] as ReadData<ParamSpecs>;
  return read(data, resolve(config).objective.settings);
}
