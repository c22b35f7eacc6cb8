/** Every prepared race, in the order in which the interface lists them. */
import { characterRace } from './characterRace.ts';
import type { RacePreset } from './contract.ts';
import { copyRace } from './copyRace.ts';
import { optimizerRace } from './optimizerRace.ts';
import { warmupRace } from './warmupRace.ts';

export const racePresets: readonly RacePreset[] = [optimizerRace, warmupRace, copyRace, characterRace];

export const findRacePreset = (id: string): RacePreset | undefined => racePresets.find((preset) => preset.id === id);
