/**
 * Settings that are legal one by one and impossible together. Each method names its own contradictions; what concerns
 * two methods (a task that does not fit into the model's context) is here.
 */
import { plainObjective } from '../objectives/index.ts';
import type { ParamValue } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import type { LocalText } from '../core/text.ts';
import type { CorpusDefinition } from '../corpora/contract.ts';
import { activeTerms } from '../losses/terms/active.ts';
import { exampleTooLong } from '../data/contextFit.ts';
import { dropsSomething } from '../models/drops.ts';
import { defaultSection } from './defaults.ts';
import { microBatchRows } from './microBatch.ts';
import { chosenDefinitions, fieldAt } from './fields.ts';
import { contradiction } from './messages.ts';
import { resolve, type ResolvedExperiment } from './resolve.ts';
import { setValue } from './setValue.ts';
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
  if (within.length > 0) return within;
  const between = objectiveContradictions(config);
  return between.length > 0 ? between : [...taskContradictions(config), ...termContradictions(config)];
}

/** An objective asks for things that not every model and corpus has. */
function objectiveContradictions(config: ExperimentConfig): readonly Problem[] {
  const { objective, model, corpus } = resolve(config);
  const { looksAhead, only } = objective.definition;
  const refused = (message: LocalText): readonly Problem[] => [
    contradiction('objective', objective.definition.name, { path: 'method', message, nearest: plainObjective }),
  ];
  const name = model.definition.name;
  if (looksAhead && model.definition.attends !== true) {
    return refused({
      en: `tokens have to look ahead, but in the model “${name.en}” they only look back.`,
      zh: `词元需要看到后文，而“${name.zh}”中的词元只能看到前文。`,
    });
  }
  const { kind } = corpus.definition.data;
  if (only === 'text' && kind === 'task') {
    return refused({
      en: 'it needs a text; a task has questions and answers of its own.',
      zh: '需要文本；任务自带题目和答案。',
    });
  }
  return only === 'labels' ? labelContradictions(objective, corpus.definition) : [];
}

/** What lines of one's own hold is seen when they are read. */
function labelContradictions(
  { definition, settings }: ResolvedExperiment['objective'],
  { name, data }: CorpusDefinition,
): readonly Problem[] {
  if (data.kind === 'own') return [];
  if (data.kind !== 'labelled') {
    const message = {
      en: `it needs a corpus with labels, or lines of your own with label, tab, text; “${name.en}” has none.`,
      zh: `需要带标签的语料，或自备每行“标签、制表符、文本”的文本；“${name.zh}”没有标签。`,
    };
    return [contradiction('data', definition.name, { path: 'corpus', message, nearest: 'novel-or-speech' })];
  }
  const labels = data.parts.length;
  if (settings['labels'] === labels) return [];
  const message = {
    en: `“${name.en}” has ${labels} labels.`,
    zh: `“${name.zh}”有 ${labels} 种标签。`,
  };
  return [contradiction('objective', definition.name, { path: 'labels', message, nearest: labels })];
}

/** Terms that need what the model or the objective does not have. */
function termContradictions(config: ExperimentConfig): readonly Problem[] {
  const { model, objective } = resolve(config);
  const words = model.definition.name;
  return activeTerms(config.terms).flatMap(({ definition, settings }): readonly Problem[] => {
    const { key, name, needsHead, needsTwin, comparesRows } = definition;
    const [path, nearest] = Number(settings[key]) > 0 ? [key, 0] : [`${key}Path`, 'constant'];
    const refused = (message: LocalText): readonly Problem[] => [
      contradiction('terms', name, { path, message, nearest }),
    ];
    const against = definition.refuses?.(objective.definition) ?? null;
    if (against) return refused(against);
    if (comparesRows && microBatchRows(config.training) < 2) {
      return refused({
        en: 'It compares sequences of a batch, and here a batch, or each of its parts, has only one.',
        zh: '它比较批次中的不同序列，而此处一个批次（或其每一份）只有一条。',
      });
    }
    if (objective.definition.answers === 'label') {
      return refused({
        en: 'Terms stand beside losses of tokens, and the objective names labels of whole texts.',
        zh: '附加项用于逐词元的损失，而当前目标是为整段文本给出标签。',
      });
    }
    if (needsTwin && !dropsSomething(model.definition, model.settings)) {
      const dropping = { ...model.settings, dropout: 0.5 };
      if (!dropsSomething(model.definition, dropping)) {
        return refused({
          en: `It compares two passes with different dropout, and “${words.en}” of this size has no place to drop anything. Leave the term at 0, or choose another model.`,
          zh: `它比较两次 dropout 不同的前向，而此规模的“${words.zh}”没有可丢弃之处。请将此项设为 0，或换用其他模型。`,
        });
      }
      return refused({
        en: `It compares two passes with different dropout, and with these settings “${words.en}” drops nothing. Raise its dropout, or leave the term at 0.`,
        zh: `它比较两次 dropout 不同的前向，而按当前设置“${words.zh}”不丢弃任何内容。请调高 dropout，或将此项设为 0。`,
      });
    }
    if (!needsHead || !model.definition.headless) return [];
    return refused({
      en: `It reads hidden states, and “${words.en}” has none.`,
      zh: `它需要隐藏状态，而“${words.zh}”没有。`,
    });
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
  return nearest === undefined || fieldAt(config, path) === undefined ? config : setValue(config, path, nearest);
}

/** Defaults of the same methods never contradict each other, which the tests hold every registry to. */
function resetSection(config: ExperimentConfig, { path }: Problem): ExperimentConfig {
  const section = sections.find(({ id }) => path === id || path.startsWith(`${id}.`));
  if (section === undefined) return config;
  const values: Readonly<Record<string, ParamValue>> = config[section.id];
  const choices = Object.fromEntries(section.selectors.map(({ key }) => [key, String(values[key])]));
  return { ...config, [section.id]: defaultSection(section, choices) };
}
