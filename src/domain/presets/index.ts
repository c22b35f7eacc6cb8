/** Every preset, in the order in which the interface lists them. */
import type { ExperimentConfig } from '../config/schema.ts';
import { validate } from '../config/validate.ts';
import { additionTask } from './additionTask.ts';
import { chineseIdioms } from './chineseIdioms.ts';
import type { PresetDefinition } from './contract.ts';
import { copyTask } from './copyTask.ts';
import { fillBlanks } from './fillBlanks.ts';
import { firstNames } from './firstNames.ts';
import { gptMobyDick } from './gptMobyDick.ts';
import { lstmMobyDick } from './lstmMobyDick.ts';
import { nanogptCpu } from './nanogptCpu.ts';
import { noWarmup } from './noWarmup.ts';
import { presidents } from './presidents.ts';
import { sgdStalls } from './sgdStalls.ts';
import { sortTask } from './sortTask.ts';

export const presets = [
  gptMobyDick,
  nanogptCpu,
  lstmMobyDick,
  sgdStalls,
  noWarmup,
  firstNames,
  chineseIdioms,
  copyTask,
  sortTask,
  additionTask,
  presidents,
  fillBlanks,
] as const;

export type PresetId = (typeof presets)[number]['id'];

export const defaultPresetId: PresetId = 'gpt-moby-dick';

export const presetIds: readonly PresetId[] = presets.map((definition) => definition.id);

export function findPreset(id: string): PresetDefinition<PresetId> | undefined {
  return presets.find((definition) => definition.id === id);
}

/** The whole experiment of a preset; `undefined` for an unknown id. */
export function presetConfig(id: PresetId): ExperimentConfig;
export function presetConfig(id: string): ExperimentConfig | undefined;
export function presetConfig(id: string): ExperimentConfig | undefined {
  const definition = findPreset(id);
  return definition === undefined ? undefined : validate(definition.experiment).config;
}
