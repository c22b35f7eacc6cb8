/** What the command line asks of the page in headless Chromium, and what it is told. All of it can be cloned. */
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import type { DataFacts } from '../domain/data/contract.ts';
import type { RateRange } from '../domain/schedules/rateTest.ts';
import type { CompressedVariant, CompressionProgress } from '../protocol/compression.ts';
import type { RaceClock } from '../domain/races/rules.ts';
import type { EntrantFacts, RaceEntrant, RaceStatus } from '../protocol/races.ts';
import type { RatesEvents } from '../protocol/rates.ts';
import type { SensitivityProgress, SensitivityResult } from '../protocol/sensitivity.ts';
import type {
  BackendChoice,
  BackendStatus,
  ExportedFile,
  MetricFrame,
  Precision,
  RunFacts,
  RunSummary,
  Sample,
} from '../protocol/protocol.ts';
import type { RatedRange } from './rates.ts';

export interface StoredState {
  readonly step: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface LabRequest {
  /** `evaluate` measures a checkpoint on the whole validation split, `compress` compresses it, and `sensitivity` measures what
   * each matrix minds; none of these trains. `lr-range` trains a copy. */
  readonly action: 'train' | 'evaluate' | 'compress' | 'sensitivity' | 'lr-range';
  readonly config: ExperimentConfig;
  readonly ownText: string | null;
  /** The tokenizer.json of the checkpoint, where the text is perhaps not the one it was trained on. */
  readonly tokenizer: string | null;
  readonly backend: BackendChoice;
  readonly precision: Precision;
  /** Where to go on from; needed by all but `train` and `lr-range`. */
  readonly checkpoint: StoredState | null;
  /** For `compress`, in order; for `sensitivity`, one of one pass. */
  readonly recipes: readonly Recipe[];
  /** For `lr-range`. */
  readonly range?: RateRange;
}

/** Several models on one clock; a member's metrics come under its id. */
export interface LabRaceRequest {
  readonly action: 'race';
  readonly entrants: readonly RaceEntrant[];
  readonly clock: RaceClock;
  /** Races in a row, each with the next seed. */
  readonly times: number;
  readonly backend: BackendChoice;
  readonly precision: Precision;
}

export interface EndedRace {
  /** Which of the row, from 0. */
  readonly race: number;
  /** False where it was stopped. */
  readonly whole: boolean;
  /** Why some did not come to their end, by their ids. */
  readonly dropped: Readonly<Record<string, string>>;
}

export interface CompressedModelReport {
  /** Which of the recipes. */
  readonly index: number;
  readonly variant: CompressedVariant;
  readonly files: readonly ExportedFile[];
}

/** As it happens. */
export interface LabReports {
  engine: BackendStatus;
  started: {
    readonly facts: RunFacts;
    readonly data: DataFacts;
    readonly step: number;
    /** Names in the order of the norms in metric frames. */
    readonly tensors: readonly string[];
  };
  metrics: MetricFrame;
  sample: Sample;
  compressing: CompressionProgress;
  compressed: CompressedModelReport;
  sensing: SensitivityProgress;
  sensed: SensitivityResult;
  rating: RatesEvents['rates.point'];
  rated: RatedRange;
  raceStarted: { readonly race: number; readonly facts: readonly EntrantFacts[] };
  racing: { readonly race: number; readonly status: RaceStatus };
  raced: EndedRace;
  /** One sentence about something that stops nothing. */
  notice: string;
}

export type Report = <N extends keyof LabReports>(name: N, payload: LabReports[N]) => void;

export type LabOutcome =
  | {
      readonly kind: 'done';
      /** Stopped on request before its last step. */
      readonly interrupted: boolean;
      readonly summary: RunSummary;
      readonly files: readonly ExportedFile[];
    }
  /** What came of it was reported as it came. */
  | { readonly kind: 'compressed' | 'raced'; readonly interrupted: boolean }
  | {
      readonly kind: 'failed';
      /** The experiment, text or checkpoint is to blame, not the machine. */
      readonly badInput: boolean;
      readonly message: string;
    };
