/**
 * From the words of the command line to the lanes of a race, or to the one line that says why not. A race comes prepared,
 * or from a file written like the prepared ones: what all have in common, and for each lane the sections that differ.
 */
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { validate } from '../domain/config/validate.ts';
import { decodeText } from '../domain/data/decodeText.ts';
import type { Expectation } from '../domain/races/contract.ts';
import { findRacePreset, racePresets } from '../domain/races/index.ts';
import { mostMembers, type RaceClock, raceClocks } from '../domain/races/rules.ts';
import { accept, applySetting, attempt, type Refusal, Refused, requireText, withText } from './planParts.ts';

export type RaceSource =
  /** An id of a prepared race. */
  { readonly kind: 'preset'; readonly id: string } | { readonly kind: 'json'; readonly text: string };

export interface RacePlanRequest {
  readonly race: RaceSource;
  /** `path=value`, in order, for every lane. */
  readonly set: readonly string[];
  /** Of the command line; null: that of the file, or steps. */
  readonly clock: string | null;
  /** The bytes of the person's own text. */
  readonly text: Uint8Array | null;
}

export interface PlannedLane {
  readonly id: string;
  readonly name: string;
  readonly config: ExperimentConfig;
}

export type RacePlan =
  | {
      readonly ok: true;
      readonly id: string;
      readonly clock: RaceClock;
      readonly lanes: readonly PlannedLane[];
      readonly expected: readonly Expectation[];
      readonly ownText: string | null;
    }
  | Refusal;

type Plain = Readonly<Record<string, unknown>>;

/** What a file may say. */
interface RaceFile {
  readonly id: string;
  readonly clock: unknown;
  readonly common: Plain;
  readonly lanes: readonly { readonly id: string; readonly name: string; readonly change: Plain }[];
  readonly expected: readonly Expectation[];
}

export function planRace({ race, set, clock, text }: RacePlanRequest): RacePlan {
  return attempt(() => {
    const { id, common, lanes, expected, ...file } = race.kind === 'preset' ? prepared(race.id) : readFile(race.text);
    const ownText = text && decodeText(text).text;
    const planned = lanes.map(({ id: lane, name, change }): PlannedLane => ({
      id: lane,
      name,
      config: inLane(lane, () => laneConfig({ ...common, ...change }, set, ownText)),
    }));
    return { ok: true, id, clock: clockOf(clock ?? file.clock), lanes: planned, expected, ownText };
  });
}

function laneConfig(experiment: Plain, set: readonly string[], ownText: string | null): ExperimentConfig {
  const base = accept(validate(experiment));
  const config = set.reduce(applySetting, ownText === null ? base : withText(base, ownText));
  requireText(config, ownText);
  return config;
}

/** Which of the lanes it was. */
function inLane<T>(lane: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw thrown instanceof Refused ? new Refused(`Lane ${lane}: ${thrown.message}`) : thrown;
  }
}

function clockOf(clock: unknown): RaceClock {
  const known = raceClocks.find((each) => each === clock);
  if (known === undefined)
    throw new Refused(`There is no clock “${String(clock)}”; the clocks are ${raceClocks.join(' and ')}.`);
  return known;
}

function prepared(id: string): RaceFile {
  const preset = findRacePreset(id);
  const known = racePresets.map((each) => each.id).join(', ');
  if (preset === undefined) throw new Refused(`There is no race “${id}”; the prepared ones are ${known}.`);
  const { common, lanes, expected } = preset;
  return {
    id,
    clock: 'steps',
    common: { ...common },
    lanes: lanes.map((lane) => ({ id: lane.id, name: lane.name.en, change: { ...lane.change } })),
    expected,
  };
}

function readFile(text: string): RaceFile {
  const file = objectOf(parsed(text), 'A race', ['common', 'lanes', 'clock', 'expected']);
  const { common = {}, lanes, clock = 'steps', expected = [] } = file;
  if (!Array.isArray(lanes) || lanes.length === 0 || lanes.length > mostMembers)
    throw new Refused(`“lanes” is a list of one to ${mostMembers} lanes.`);
  const read = lanes.map((lane: unknown, index) => {
    const place = `lanes.${index}`;
    const { id, name = id, change = {} } = objectOf(lane, place, ['id', 'name', 'change']);
    if (typeof id !== 'string' || id === '') throw new Refused(`${place} has no “id”.`);
    if (typeof name !== 'string') throw new Refused(`${place}.name is a text.`);
    return { id, name, change: objectOf(change, `${place}.change`, null) };
  });
  const ids = read.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Refused(`Two lanes have the id “${twice}”.`);
  if (!Array.isArray(expected)) throw new Refused('“expected” is a list.');
  return {
    id: 'race',
    clock,
    common: objectOf(common, 'common', null),
    lanes: read,
    expected: expected.map((each: unknown, index) => expectationOf(each, `expected.${index}`, ids)),
  };
}

function expectationOf(given: unknown, place: string, ids: readonly string[]): Expectation {
  const { better, worse, byNats = 0 } = objectOf(given, place, ['better', 'worse', 'byNats']);
  const known = (id: unknown): id is string => ids.some((each) => each === id);
  if (!known(better) || !known(worse)) throw new Refused(`${place}: “better” and “worse” are ids of lanes.`);
  if (typeof byNats !== 'number') throw new Refused(`${place}.byNats is a number.`);
  return { better, worse, byNats };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new Refused(`The race is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** @param keys what may be in it; null leaves that to whoever reads it next */
function objectOf(given: unknown, place: string, keys: readonly string[] | null): Plain {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Refused(`${place} is an object of settings.`);
  const unknown = keys === null ? undefined : Object.keys(given).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new Refused(`${place} knows ${keys?.join(', ')}, and no “${unknown}”.`);
  return Object.fromEntries(Object.entries(given));
}
