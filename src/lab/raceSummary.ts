/**
 * A race of the lab as figures: curves and final losses of its members, who came before whom, and whether that was to be
 * expected. Repeated races give a mean with its interval and, against the best, the chance that equal means look so different.
 */
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { median } from '../domain/metrics/median.ts';
import type { Expectation } from '../domain/races/contract.ts';
import { checkExpectations, type CheckedExpectation } from '../domain/races/expectations.ts';
import type { RaceClock } from '../domain/races/rules.ts';
import { repeatedPlaces, significance, verdictOf } from '../domain/races/standings.ts';
import type { MetricFrame } from '../protocol/protocol.ts';
import type { EntrantFacts } from '../protocol/races.ts';
import type { EndedRace } from './contract.ts';
import type { PlannedLane } from './racePlan.ts';

export interface RaceCurve {
  readonly seed: number;
  /** Of the validations. */
  readonly steps: readonly number[];
  readonly valLossNats: readonly number[];
  /** Share of the tokens that the model names first. */
  readonly accuracy: readonly number[];
  /** Why it ends before its last step. */
  readonly dropped: string | null;
}

export interface MemberSummary {
  readonly id: string;
  readonly name: string;
  readonly config: ExperimentConfig;
  readonly parameters: number;
  readonly totalSteps: number;
  /** At the end; the mean of repeats; NaN for one that dropped out of any. */
  readonly valLossNats: number;
  /** That holds the true mean with 95 %, if losses are normal; null without repeats. */
  readonly interval: readonly [number, number] | null;
  /** Of Welch's test against the best; null for the best, and without repeats. */
  readonly p: number | null;
  readonly medianStepMs: number;
  readonly curves: readonly RaceCurve[];
}

export interface RaceSummary {
  readonly race: string;
  readonly clock: RaceClock;
  readonly members: readonly MemberSummary[];
  /** Ids, the lowest loss first; who dropped out last. */
  readonly order: readonly string[];
  readonly expected: readonly CheckedExpectation[];
  /** False where it was stopped: then the figures are of the races that came to their end, or of the one that was stopped. */
  readonly whole: boolean;
}

export type MemberFacts = Pick<EntrantFacts, 'id' | 'parameters' | 'totalSteps'>;

interface Race {
  readonly facts: readonly MemberFacts[];
  readonly frames: MetricFrame[];
  ended: EndedRace | null;
}

export interface RaceRecord {
  started(facts: readonly MemberFacts[]): void;
  /** Of the race that was started last. */
  frame(frame: MetricFrame): void;
  ended(race: EndedRace): void;
  summary(): RaceSummary;
  /** How the first two stand to each other, for a person. */
  sentence(): string;
}

export interface RecordedRace {
  readonly id: string;
  readonly clock: RaceClock;
  readonly lanes: readonly PlannedLane[];
  readonly expected: readonly Expectation[];
}

export function recordRace({ id, clock, lanes, expected }: RecordedRace): RaceRecord {
  const races: Race[] = [];

  function counted(): readonly Race[] {
    const whole = races.filter(({ ended }) => ended?.whole === true);
    return whole.length > 0 ? whole : races;
  }

  const lossOf = (race: Race, lane: string): number =>
    race.ended?.dropped[lane] === undefined ? (curveOf(race, lane).valLossNats.at(-1) ?? Number.NaN) : Number.NaN;

  const lossesOf = (): Readonly<Record<string, readonly number[]>> =>
    Object.fromEntries(lanes.map((lane) => [lane.id, counted().map((race) => lossOf(race, lane.id))]));

  function members(): readonly MemberSummary[] {
    const places = repeatedPlaces(lossesOf());
    return places.flatMap(({ id: lane, spread, halfWidth, p }) => {
      const planned = lanes.find((each) => each.id === lane);
      const facts = races[0]?.facts.find((each) => each.id === lane);
      if (planned === undefined || facts === undefined) return [];
      const { mean, count } = spread;
      const repeated = count > 1;
      return {
        ...planned,
        parameters: facts.parameters,
        totalSteps: facts.totalSteps,
        valLossNats: mean,
        interval: repeated ? ([mean - halfWidth, mean + halfWidth] as const) : null,
        p: repeated ? p : null,
        medianStepMs: median(counted().flatMap((race) => stepTimes(race, lane))),
        curves: counted().map((race) => ({
          seed: planned.config.seed + races.indexOf(race),
          ...curveOf(race, lane),
          dropped: race.ended?.dropped[lane] ?? null,
        })),
      };
    });
  }

  function sentence(): string {
    const [first, second] = members();
    if (first === undefined || second === undefined) return '';
    if (first.interval !== null) {
      if (second.p === null || !Number.isFinite(second.p)) return `${first.name} came first.`;
      const chance = `p = ${second.p.toPrecision(2)}`;
      return second.p < significance
        ? `${first.name} is ahead of ${second.name} (${chance}).`
        : `${first.name} and ${second.name} are within noise of each other (${chance}).`;
    }
    const verdict = verdictOf(
      [first, second].map(({ id: lane, valLossNats }) => ({
        id: lane,
        valLossNats,
        out: !Number.isFinite(valLossNats),
      })),
    );
    if (verdict.kind === 'ahead')
      return `${first.name} is ahead of ${second.name} by ${verdict.gapNats.toFixed(3)} nats.`;
    if (verdict.kind === 'close')
      return `${first.name} and ${second.name} differ by less than another seed would change; --repeat 5 would tell.`;
    return '';
  }

  return {
    started: (facts) => void races.push({ facts, frames: [], ended: null }),
    frame: (frame) => void races.at(-1)?.frames.push(frame),
    ended(race) {
      const last = races.at(-1);
      if (last) last.ended = race;
    },
    summary() {
      const all = members();
      return {
        race: id,
        clock,
        members: all,
        order: all.map((member) => member.id),
        expected: checkExpectations(expected, all),
        whole: races.every(({ ended }) => ended?.whole === true),
      };
    },
    sentence,
  };
}

const stepTimes = ({ frames }: Race, lane: string): readonly number[] =>
  frames.flatMap(({ runId, columns }) => (runId === lane ? [...columns.stepMs] : []));

function curveOf({ frames }: Race, lane: string): Pick<RaceCurve, 'steps' | 'valLossNats' | 'accuracy'> {
  const validated = frames.flatMap(({ runId, steps, columns: { valLossNats, accuracy } }) =>
    runId !== lane
      ? []
      : Array.from(steps, (step, row) => ({ step, loss: valLossNats[row] ?? NaN, share: accuracy[row] ?? NaN })).filter(
          ({ loss }) => Number.isFinite(loss),
        ),
  );
  return {
    steps: validated.map(({ step }) => step),
    valLossNats: validated.map(({ loss }) => loss),
    accuracy: validated.map(({ share }) => share),
  };
}
