/**
 * The race view as types: who is entered, how the race stands, and what a person can do. It has a store of its own that is
 * loaded with the view; curves lie with those of the runs, under the members' ids.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import type { LocalText } from '../../domain/core/text.ts';
import type { Sample } from '../../protocol/protocol.ts';
import type { RaceClock } from '../../domain/races/rules.ts';
import type { EntrantFacts, MemberSigns, RaceStatus } from '../../protocol/races.ts';

/** A configuration that is in the race, or will be. */
export interface Entrant {
  readonly id: string;
  /** The person may not have named it: then what differs is its name. */
  readonly name: LocalText;
  readonly config: ExperimentConfig;
  readonly ownText: string | null;
  /** Index of the run colour. */
  readonly colour: number;
  /** Whose weights it began with. */
  readonly parent: { readonly id: string; readonly step: number } | null;
}

export interface Repeats {
  /** With their first seeds. */
  readonly entrants: readonly Entrant[];
  readonly seeds: readonly number[];
  /** How many races are over. */
  readonly done: number;
  /** Held-out loss at the end of each race, by the entrant's id; NaN for who dropped out. */
  readonly losses: Readonly<Record<string, readonly number[]>>;
  /** Ids of the metrics of each race, by the entrant's id. */
  readonly curves: Readonly<Record<string, readonly string[]>>;
}

export interface RacesState {
  /** Being put together; the race that is on has its own list. */
  readonly grid: readonly Entrant[];
  readonly clock: RaceClock;
  /** Updates for everybody; on the clock `flops`, for the first. */
  readonly steps: number;
  readonly presetId: string | null;
  /** The failure that is on the track. */
  readonly failureId: string | null;
  readonly raceId: string | null;
  readonly members: readonly Entrant[];
  readonly facts: readonly EntrantFacts[];
  readonly status: RaceStatus | null;
  /** Which step the cursor stands at; null follows the front. */
  readonly cursor: number | null;
  readonly signs: Readonly<Record<string, MemberSigns>>;
  /** What a member wrote, with the weights of which step. */
  readonly sample: Sample | null;
  readonly repeats: Repeats | null;
  /** Which run a member was kept as last, by the member's id. */
  readonly kept: Readonly<Record<string, string>>;
  readonly busy: boolean;
  /** Why the last command failed. */
  readonly error: ErrorReport | null;
}

/** None of these rejects: a failure appears in `error`. */
export interface RacesActions {
  /** The edited experiment once for each value of one setting. */
  readonly enterVaried: (path: string, values: readonly ParamValue[]) => void;
  readonly enterCurrent: () => void;
  readonly enterRun: (runId: string) => void;
  readonly enterPreset: (id: string) => void;
  readonly leave: (id: string) => void;
  readonly clear: () => void;
  readonly setClock: (clock: RaceClock) => void;
  readonly setSteps: (steps: number) => void;
  readonly start: (paused?: boolean) => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly continue: () => Promise<void>;
  readonly step: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** A member goes on from `step` as another one, with one setting changed. */
  readonly fork: (memberId: string, step: number, path: string, value: ParamValue) => Promise<void>;
  readonly drop: (memberId: string) => Promise<void>;
  readonly scrub: (step: number | null) => void;
  readonly look: (memberId: string, step: number | null) => Promise<void>;
  readonly measureSigns: (memberId: string) => Promise<void>;
  /** Runs a failure alone, at once. */
  readonly breakOnPurpose: (failureId: string) => Promise<void>;
  /** Its cure catches up with it, from the same initial weights where they fit. */
  readonly cure: () => Promise<void>;
  readonly takeSettings: (memberId: string) => void;
  /** A member as it is at a kept step, or now, becomes a run beside the race. */
  readonly keep: (memberId: string, step: number | null) => Promise<void>;
  /** From its last checkpoint as another run, which is brought in paused: what is changed from then on is changed there. */
  readonly forkRun: (runId: string) => Promise<void>;
  /** Brings a run in, paused, and its settings into the editor. */
  readonly openRun: (runId: string) => Promise<void>;
  /** The same race with this seed and the next ones. */
  readonly repeat: (times: number) => Promise<void>;
}

export interface Races {
  readonly store: StoreApi<RacesState>;
  readonly actions: RacesActions;
  readonly dispose: () => void;
}
