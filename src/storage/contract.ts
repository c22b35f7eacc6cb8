/**
 * What is kept between visits, and the stores that keep it. The page writes runs, metrics, samples and texts; the
 * worker writes checkpoints and tunings. Both open the same database. Failures are `storage-full` or `storage-unavailable`.
 */
import type { ExperimentConfig } from '../domain/config/schema.ts';
import type { ErrorReport } from '../domain/core/errors.ts';
import type { LocalText } from '../domain/core/text.ts';
import type { TuningRecord } from '../protocol/kernels.ts';
import type { MetricFrame, RunPhase, Sample } from '../protocol/protocol.ts';

/** A change of live settings during a run, marked on the curve. */
export interface RunFlag {
  readonly step: number;
  /** E.g. "Learning rate 0.001 → 0.0003". */
  readonly text: LocalText;
}

export interface RunOrigin {
  /** A run, or a member of a race that is no run (yet). */
  readonly id: string;
  /** As it was called then: it may be gone. */
  readonly name: string;
  readonly step: number;
  /** Of the origin, at that step: what differs from it was changed in the fork. */
  readonly config: ExperimentConfig;
}

export interface StoredRun {
  readonly id: string;
  /** Memorable, e.g. `calm-otter-7`; the person may change it. */
  readonly name: string;
  /** Index of the run colour, 0 to 5. No two visible runs share one. */
  readonly colour: number;
  /** With the live changes made so far; its `data.textHash` names the person's own text. */
  readonly config: ExperimentConfig;
  readonly presetId: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly phase: RunPhase;
  readonly step: number;
  readonly totalSteps: number;
  readonly flags: readonly RunFlag[];
  /** Null until measured. */
  readonly bestValLossNats: number | null;
  readonly valLossNats: number | null;
  readonly trainLossNats: number | null;
  readonly tokensPerSecond: number | null;
  /** What it was opened from, if it was not begun here. */
  readonly opened?: string;
  /** Whose weights it began with, if it was forked. */
  readonly origin?: RunOrigin;
  readonly visible: boolean;
  /** Never pruned. */
  readonly pinned: boolean;
}

/** The person's own text, found by its fingerprint. */
export interface StoredText {
  readonly hash: string;
  readonly name: string;
  readonly text: string;
}

export interface RunStore {
  /** Newest first. */
  list(): Promise<readonly StoredRun[]>;
  get(id: string): Promise<StoredRun | null>;
  put(run: StoredRun): Promise<void>;
  /** Changes these keys only, so that two tabs do not overwrite each other's. False when the run is gone. */
  update(id: string, changes: Partial<Omit<StoredRun, 'id'>>): Promise<boolean>;
  /** With metrics, samples, checkpoints, and texts that no other run uses. */
  remove(id: string): Promise<void>;

  appendMetrics(frame: MetricFrame): Promise<void>;
  /** In order of steps. */
  metrics(runId: string): Promise<readonly MetricFrame[]>;
  /** Of a run with many samples, some between the first and the last are given up. */
  addSample(sample: Sample): Promise<void>;
  samples(runId: string): Promise<readonly Sample[]>;
  /** Forgets metrics and samples after `step`, before a run goes on from there. */
  truncate(runId: string, step: number): Promise<void>;

  putText(text: StoredText): Promise<void>;
  text(hash: string): Promise<StoredText | null>;
}

export interface Checkpoint {
  readonly runId: string;
  readonly step: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface CheckpointStore {
  /** One transaction: afterwards either this checkpoint is there whole, or nothing has changed. Keeps the last two. */
  save(checkpoint: Checkpoint): Promise<void>;
  latest(runId: string): Promise<Checkpoint | null>;
  /** Steps with a checkpoint, oldest first. */
  steps(runId: string): Promise<readonly number[]>;
  at(runId: string, step: number): Promise<Checkpoint | null>;
  remove(runId: string): Promise<void>;
}

/** By the name of the device. */
export interface TuningStore {
  load(device: string): Promise<TuningRecord | null>;
  save(device: string, record: TuningRecord): Promise<void>;
}

export interface Storage {
  readonly kind: 'persistent' | 'memory';
  /** Why nothing will be kept; null when it will. To be shown. */
  readonly notice: ErrorReport | null;
  readonly runs: RunStore;
  readonly checkpoints: CheckpointStore;
  readonly tunings: TuningStore;
  close(): void;
}
