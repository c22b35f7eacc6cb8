/** Races: several configurations trained on one clock. Metrics travel as `metrics.frame`, with a member's id for the run's. */
import type { ExperimentConfig } from '../domain/config/schema.ts';
import type { ErrorReport } from '../domain/core/errors.ts';
import type { RaceClock } from '../domain/races/rules.ts';
import type { RunFacts, Sample } from './protocol.ts';

export interface RaceEntrant {
  /** Unique in the page: metrics are kept under it. */
  readonly id: string;
  readonly config: ExperimentConfig;
  /** Text for the corpus `own-text`. */
  readonly ownText: string | null;
}

export interface StartRace {
  readonly raceId: string;
  /** One to six; on the clock `flops`, the first one's steps say how much each may spend. */
  readonly entrants: readonly RaceEntrant[];
  readonly clock: RaceClock;
  readonly paused: boolean;
}

export interface JoinRace {
  readonly raceId: string;
  readonly entrant: RaceEntrant;
  /** Starts from these weights; null starts from initial ones. Refused as `bad-config` where its tensors have other shapes. */
  readonly from: { readonly memberId: string; readonly step: number } | null;
}

export type MemberPhase = 'racing' | 'finished' | 'failed';

export interface MemberStatus {
  readonly id: string;
  readonly phase: MemberPhase;
  /** Updates done. */
  readonly step: number;
  readonly totalSteps: number;
  /** Median of its own steps, without validations; null before the first. */
  readonly stepMs: number | null;
  /** Steps whose weights and optimizer state are kept, in order; its present step can be forked as well. */
  readonly snapshots: readonly number[];
  /** Why it dropped out. */
  readonly error: ErrorReport | null;
}

export type RacePhase = 'running' | 'paused' | 'finished' | 'stopped';

export interface RaceStatus {
  readonly raceId: string;
  readonly phase: RacePhase;
  readonly members: readonly MemberStatus[];
  /** Estimate from the median steps; null before there are any. */
  readonly secondsLeft: number | null;
}

export interface EntrantFacts extends RunFacts {
  readonly id: string;
  readonly totalSteps: number;
}

/** A unit is dead if it gave zero for every token that was read: no gradient comes through it. */
export interface DeadUnits {
  /** The matrix that reads the units, of all the one with the largest share. */
  readonly name: string;
  readonly dead: number;
  readonly units: number;
  readonly tokens: number;
}

/** What a member shows when it is looked into between two steps. */
export interface MemberSigns {
  readonly step: number;
  readonly deadUnits: DeadUnits;
  /** Of held-out windows of so many tokens, the share that stands word for word in the training part; null for tasks. */
  readonly leak: { readonly share: number; readonly windows: number; readonly tokens: number } | null;
}

export interface KeepMember {
  readonly raceId: string;
  readonly memberId: string;
  /** Of a kept snapshot; null for its present step. */
  readonly step: number | null;
  /** Of the run that it becomes. */
  readonly runId: string;
}

export interface RaceRequests {
  /** Ends the race before; the active run is paused. Refused as `out-of-memory` if all together do not fit. */
  'race.start': [StartRace, { readonly facts: readonly EntrantFacts[]; readonly status: RaceStatus }];
  'race.pause': [{ readonly raceId: string }, RaceStatus];
  'race.continue': [{ readonly raceId: string }, RaceStatus];
  /** Every member that is behind the others or level with them makes one step. */
  'race.step': [{ readonly raceId: string }, RaceStatus];
  'race.stop': [{ readonly raceId: string }, RaceStatus];
  'race.join': [JoinRace, { readonly facts: EntrantFacts; readonly status: RaceStatus }];
  'race.drop': [{ readonly raceId: string; readonly memberId: string }, RaceStatus];
  /** Puts a member's weights and optimizer where runs are kept; it goes on racing. */
  'race.keep': [KeepMember, { readonly step: number; readonly bytes: number }];
  'race.signs': [{ readonly raceId: string; readonly memberId: string }, MemberSigns];
  /** What a member writes with the weights of a kept snapshot, or with its present ones (null). */
  'race.sample': [{ readonly raceId: string; readonly memberId: string; readonly step: number | null }, Sample];
}

export interface RaceEvents {
  'race.status': RaceStatus;
}
