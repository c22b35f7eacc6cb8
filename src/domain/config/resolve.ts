/** An experiment with its names looked up: each chosen definition together with its own settings. */
import type { CorpusDefinition } from '../corpora/contract.ts';
import { corpora } from '../corpora/index.ts';
import type { Definition } from '../core/definition.ts';
import { TrimtabError } from '../core/errors.ts';
import type { ParamSpecs, ParamValue, Settings } from '../core/params.ts';
import type { LossDefinition } from '../losses/contract.ts';
import { losses } from '../losses/index.ts';
import type { ModelDefinition } from '../models/contract.ts';
import { classifierOf } from '../models/classifier.ts';
import { models } from '../models/index.ts';
import type { ClassificationSettings } from '../objectives/classification.ts';
import type { ObjectiveDefinition } from '../objectives/contract.ts';
import { objectives } from '../objectives/index.ts';
import type { OptimizerDefinition } from '../optimizers/contract.ts';
import { optimizers } from '../optimizers/index.ts';
import { regularize } from '../regularization/regularize.ts';
import type { ScheduleDefinition } from '../schedules/contract.ts';
import { schedules } from '../schedules/index.ts';
import { tokenizerChoices } from '../tokenizers/index.ts';
import { lookup } from './lookup.ts';
import type { ExperimentConfig } from './schema.ts';

export interface Chosen<D extends Definition> {
  readonly definition: D;
  readonly settings: Settings<ParamSpecs>;
}

export interface ResolvedExperiment {
  readonly corpus: Chosen<CorpusDefinition>;
  readonly tokenizer: Chosen<Definition>;
  readonly model: Chosen<ModelDefinition>;
  readonly optimizer: Chosen<OptimizerDefinition>;
  readonly schedule: Chosen<ScheduleDefinition>;
  readonly objective: Chosen<ObjectiveDefinition>;
  readonly loss: Chosen<LossDefinition>;
}

/** Expects a validated experiment; one that names what does not exist is a fault of the caller. */
export function resolve(config: ExperimentConfig): ResolvedExperiment {
  const objective = choose<ObjectiveDefinition>(objectives, config.objective.method, config.objective);
  return {
    ...resolveData(config.data),
    model: headed(
      shown(choose<ModelDefinition>(models, config.model.architecture, config.model), objective),
      objective,
    ),
    optimizer: regularized(choose<OptimizerDefinition>(optimizers, config.optimizer.method, config.optimizer), config),
    schedule: choose<ScheduleDefinition>(schedules, config.schedule.method, config.schedule),
    objective,
    loss: choose<LossDefinition>(losses, config.loss.method, config.loss),
  };
}

/** With what the objective shows it of later tokens, which is work that a causal mask would spare. */
function shown(model: Chosen<ModelDefinition>, { definition, settings }: Chosen<ObjectiveDefinition>): typeof model {
  const share = definition.seesAhead?.(settings) ?? 0;
  const own = model.definition;
  if (share === 0 || own.attends !== true) return model;
  return {
    ...model,
    definition: {
      ...own,
      seesAhead: share,
      trainingFlops: (values, vocabulary, size, time) =>
        own.trainingFlops(values, vocabulary, size, time, share * time),
    },
  };
}

/** With the head that the objective asks for, so that nobody takes it for a model that writes. */
const headed = (model: Chosen<ModelDefinition>, objective: Chosen<ObjectiveDefinition>): Chosen<ModelDefinition> => {
  if (objective.definition.answers !== 'label') return model;
  // The settings of that objective.
  return { ...model, definition: classifierOf(model.definition, objective.settings as ClassificationSettings) };
};

/** With what restrains it, so that nobody can leave that out. */
const regularized = (
  { definition, settings }: Chosen<OptimizerDefinition>,
  { regularization }: ExperimentConfig,
): Chosen<OptimizerDefinition> => ({ definition: regularize(definition, regularization), settings });

export function resolveData(data: ExperimentConfig['data']): Pick<ResolvedExperiment, 'corpus' | 'tokenizer'> {
  return {
    corpus: choose<CorpusDefinition>(corpora, data.corpus, data),
    tokenizer: choose<Definition>(tokenizerChoices, data.tokenizer, data),
  };
}

function choose<D extends Definition>(
  registry: Readonly<Record<string, D>>,
  id: string,
  values: Readonly<Record<string, ParamValue>>,
): Chosen<D> {
  const definition = lookup(registry, id);
  if (definition === undefined) throw new TrimtabError('internal', { message: `unknown method ${id}` });
  const entries = Object.keys(definition.params).map((key) => {
    const value = lookup(values, key);
    if (value === undefined) throw new TrimtabError('internal', { message: `${id} misses ${key}` });
    return [key, value] as const;
  });
  return { definition, settings: Object.fromEntries(entries) };
}
