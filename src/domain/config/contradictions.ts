/**
 * Settings that are legal one by one and impossible together. Each method names its own contradictions; what concerns
 * two methods (a task that does not fit into the model's context) is here.
 */
import type { ParamValue } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import { activeTerms } from '../losses/terms/active.ts';
import { exampleTooLong } from '../data/contextFit.ts';
import { defaultSection } from './defaults.ts';
import { chosenDefinitions } from './fields.ts';
import { contradiction } from './messages.ts';
import { resolve } from './resolve.ts';
import { sections, type ExperimentConfig, type Section } from './schema.ts';

/** Repairs can uncover each other (a new width needs a new number of heads), but not for long. */
const mostRounds = 8;

export interface Repaired {
  readonly config: ExperimentConfig;
  /** Applying all their nearest values gives `config`. */
  readonly problems: readonly Problem[];
}

export function repairContradictions(config: ExperimentConfig): Repaired {
  const found = new Map<string, Problem>();
  let current = config;
  let open = contradictionsOf(current);
  for (let round = 0; open.length > 0 && round < mostRounds; round++) {
    for (const problem of open) {
      found.set(problem.path, problem);
      current = applyNearest(current, problem);
    }
    open = contradictionsOf(current);
  }
  for (const problem of open) current = resetSection(current, problem);
  return { config: current, problems: [...found.values()] };
}

function contradictionsOf(config: ExperimentConfig): readonly Problem[] {
  const within = sections.flatMap((section) => sectionContradictions(section, config[section.id]));
  return within.length > 0 ? within : [...taskContradictions(config), ...termContradictions(config)];
}

/** Terms that read what goes into the head of a model that has none. */
function termContradictions(config: ExperimentConfig): readonly Problem[] {
  const { definition: model } = resolve(config).model;
  if (!model.headless) return [];
  return activeTerms(config.terms)
    .filter(({ definition }) => definition.needsHead)
    .map(({ definition: { key, name }, settings }): Problem => {
      const off = Number(settings[key]) > 0 ? ([key, 0] as const) : ([`${key}Path`, 'constant'] as const);
      const message = {
        en: `It reads hidden states, and “${model.name.en}” has none.`,
        zh: `它需要隐藏状态，而“${model.name.zh}”没有。`,
      };
      return contradiction('terms', name, { path: off[0], message, nearest: off[1] });
    });
}

function taskContradictions(config: ExperimentConfig): readonly Problem[] {
  const { corpus, model } = resolve(config);
  if (corpus.definition.data.kind !== 'task') return [];
  const problem = exampleTooLong(
    model.definition.context(model.settings),
    corpus.definition.data.longest(corpus.settings),
  );
  return problem === null ? [] : [problem];
}

function sectionContradictions(section: Section, values: Readonly<Record<string, ParamValue>>): readonly Problem[] {
  return chosenDefinitions(section, values).flatMap((definition) => {
    const entries = Object.entries(values).filter(([key]) => Object.hasOwn(definition.params, key));
    const problems = definition.check?.(Object.fromEntries(entries)) ?? [];
    return problems.map((problem) => contradiction(section.id, definition.name, problem));
  });
}

function applyNearest(config: ExperimentConfig, { path, nearest }: Problem): ExperimentConfig {
  const [sectionId, key] = path.split('.');
  const section = sections.find(({ id }) => id === sectionId);
  if (section === undefined || key === undefined || nearest === undefined) return config;
  return { ...config, [section.id]: { ...config[section.id], [key]: nearest } };
}

/** Defaults of the same methods never contradict each other, which the tests hold every registry to. */
function resetSection(config: ExperimentConfig, { path }: Problem): ExperimentConfig {
  const section = sections.find(({ id }) => path === id || path.startsWith(`${id}.`));
  if (section === undefined) return config;
  const values: Readonly<Record<string, ParamValue>> = config[section.id];
  const choices = Object.fromEntries(section.selectors.map(({ key }) => [key, String(values[key])]));
  return { ...config, [section.id]: defaultSection(section, choices) };
}
