/** Who may enter a race, and under which name and colour. */
import { resolve } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import type { LocalText } from '../../domain/core/text.ts';
import { laneConfig, type RacePreset } from '../../domain/races/contract.ts';
import { variantName, withValue } from '../../domain/races/vary.ts';
import { mostMembers } from '../../domain/races/rules.ts';
import type { Entrant } from './contract.ts';

/** Lowest colour that is free. */
const colourFor = (entrants: readonly Entrant[]): number =>
  Array.from({ length: mostMembers }, (_, colour) => colour).find((colour) =>
    entrants.every((entrant) => entrant.colour !== colour),
  ) ?? 0;

export interface Wanted {
  readonly name: LocalText;
  readonly config: ExperimentConfig;
  readonly ownText: string | null;
}

/** As many of them as there is room for. */
export function entered(grid: readonly Entrant[], wanted: readonly Wanted[], newId: () => string): readonly Entrant[] {
  return wanted.reduce<readonly Entrant[]>(
    (all, each) =>
      all.length >= mostMembers ? all : [...all, { ...each, id: newId(), colour: colourFor(all), parent: null }],
    grid,
  );
}

export const variants = (
  config: ExperimentConfig,
  ownText: string | null,
  path: string,
  values: readonly ParamValue[],
): readonly Wanted[] =>
  values.map((value) => {
    const varied = withValue(config, path, value);
    return { name: variantName(varied, path), config: varied, ownText };
  });

export const lanes = ({ common, lanes: all }: RacePreset): readonly Wanted[] =>
  all.map(({ name, change }) => ({ name, config: laneConfig(common, change), ownText: null }));

/** By what it is, where nobody has given it a name. */
export const architectureName = (config: ExperimentConfig): LocalText => resolve(config).model.definition.name;

export const withSteps = (config: ExperimentConfig, steps: number): ExperimentConfig => ({
  ...config,
  training: { ...config.training, steps },
});
